-- fill:   evaluated
-- reads:  ranked_prediction, match, match_coco, label
-- params: matching_id, prediction_set_id
-- note:   ranked_prediction is sorted and the joins keep its order, so the table is sorted by
--         prediction_id; nothing but speed hangs on it. Most predictions touch no label: what is
--         known of the others is joined among themselves first, and "the next event" is spread
--         over the predictions before it instead of being looked up from each

insert into evaluated
with

coco_match_of as (

    -- over its thresholds a prediction may be matched to several labels, in distinct bits
    select
        match_coco.prediction_id,
        bit_or(match_coco.true_bits) as true_bits,
        bit_or(match_coco.ignored_bits) as ignored_bits
    from match_coco
    where match_coco.matching_id = $matching_id
    group by match_coco.prediction_id

),

closest_match as (

    select
        match.prediction_id,
        match.label_id,
        match.iou,
        match.duplicate_iou,
        match.crowd_overlap,
        label.is_difficult,
        area_bits(label.area_px2) as label_area_bits
    from match
    left join label using (label_id)
    where
        (match.label_id is not null or match.crowd_overlap is not null)
        and match.matching_id = $matching_id

),

touched as (

    select
        coalesce(closest_match.prediction_id, coco_match_of.prediction_id) as prediction_id,
        closest_match.label_id,
        closest_match.iou,
        closest_match.duplicate_iou,
        closest_match.crowd_overlap,
        closest_match.is_difficult,
        closest_match.label_area_bits,
        grid_true_count(closest_match.iou, closest_match.duplicate_iou) as grid_true_count,
        coco_match_of.true_bits,
        coco_match_of.ignored_bits
    from closest_match
    full join coco_match_of on closest_match.prediction_id = coco_match_of.prediction_id

),

closest_gap as (

    -- from behind the event before to the event itself
    select
        prediction_id as event_id,
        unnest(range(
            coalesce(
                lag(prediction_id) over (order by prediction_id asc) + 1,
                (select min(ranked_prediction.prediction_id) as first_id from ranked_prediction)
            ),
            prediction_id + 1
        )) as prediction_id
    from closest_match

),

before_class as (

    select
        class_id,
        min(prediction_id) - 1 as prediction_id
    from ranked_prediction
    group by class_id

),

event as (

    select
        ranked_prediction.class_id,
        before_class.prediction_id as before_id,
        ranked_prediction.coco_class_rank
    from coco_match_of
    inner join ranked_prediction using (prediction_id)
    inner join before_class on ranked_prediction.class_id = before_class.class_id

),

gap as (

    -- as above within each class, in the order of COCO: coco_place is where the prediction_id would
    -- be if it followed coco_class_rank
    select
        unnest(range(
            before_id + coalesce(lag(coco_class_rank) over by_rank, 0) + 1,
            before_id + coco_class_rank + 1
        )) as coco_place,
        row_number() over by_rank as event_number
    from event
    window by_rank as (partition by class_id order by coco_class_rank asc)

)

select
    $matching_id as matching_id,
    $prediction_set_id as prediction_set_id,
    ranked_prediction.class_id,
    ranked_prediction.item_id,
    ranked_prediction.prediction_id,
    ranked_prediction.confidence,
    ranked_prediction.class_rank,
    ranked_prediction.coco_class_rank,
    ranked_prediction.coco_item_rank,
    touched.label_id,
    coalesce(touched.iou, 0) as iou,
    coalesce(touched.duplicate_iou, -1) as duplicate_iou,
    touched.crowd_overlap,
    coalesce(touched.is_difficult, false) as is_difficult,
    coalesce(touched.grid_true_count, 0) as grid_true_count,
    closest_gap.event_id,
    area_bits(ranked_prediction.area_px2) as area_bits,
    coalesce(touched.label_area_bits, 0) as label_area_bits,
    coalesce(touched.true_bits, 0) as coco_true_bits,
    coalesce(touched.ignored_bits, 0) as coco_ignored_bits,
    gap.event_number as coco_event_number
from ranked_prediction
left join touched on ranked_prediction.prediction_id = touched.prediction_id
left join closest_gap on ranked_prediction.prediction_id = closest_gap.prediction_id
left join gap
    on
        ranked_prediction.prediction_id - ranked_prediction.class_rank
        + ranked_prediction.coco_class_rank = gap.coco_place;
