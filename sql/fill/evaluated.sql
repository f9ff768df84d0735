-- fill:   evaluated
-- reads:  ranked_prediction, match, match_coco, label
-- params: prediction_set_id
-- note:   ranked_prediction is sorted and the joins keep its order, so the table is sorted by
--         prediction_id; nothing but speed hangs on it

insert into evaluated
with

coco_match_of as (

    -- over its thresholds a prediction may be matched to several labels, in distinct bits
    select
        match_coco.prediction_id,
        bit_or(match_coco.true_bits) as true_bits,
        bit_or(match_coco.ignored_bits) as ignored_bits
    from match_coco
    semi join ranked_prediction using (prediction_id)
    group by match_coco.prediction_id

),

event as (

    select
        ranked_prediction.class_id,
        ranked_prediction.coco_class_rank,
        row_number() over (
            partition by ranked_prediction.class_id
            order by ranked_prediction.coco_class_rank asc
        ) as event_number
    from coco_match_of
    inner join ranked_prediction using (prediction_id)

),

closest_event as (

    select prediction_id
    from match
    where
        (label_id is not null or crowd_overlap is not null)
        and prediction_id
        between (select min(ranked_prediction.prediction_id) as first_id from ranked_prediction)
        and (select max(ranked_prediction.prediction_id) as last_id from ranked_prediction)

),

closest_gap as (

    select
        scored.prediction_id,
        closest_event.prediction_id as event_id
    from (select prediction_id from ranked_prediction) as scored
    asof inner join closest_event on scored.prediction_id <= closest_event.prediction_id

),

gap as (

    -- few columns: this join sorts all that it carries
    select
        scored.prediction_id,
        event.event_number
    from (
        select
            prediction_id,
            class_id,
            coco_class_rank
        from ranked_prediction
    ) as scored
    asof inner join event
        on scored.class_id = event.class_id and scored.coco_class_rank <= event.coco_class_rank

)

select
    $prediction_set_id as prediction_set_id,
    ranked_prediction.class_id,
    ranked_prediction.item_id,
    ranked_prediction.prediction_id,
    ranked_prediction.confidence,
    ranked_prediction.class_rank,
    ranked_prediction.coco_class_rank,
    ranked_prediction.coco_item_rank,
    match.label_id,
    coalesce(match.iou, 0) as iou,
    coalesce(match.duplicate_iou, -1) as duplicate_iou,
    match.crowd_overlap,
    coalesce(label.is_difficult, false) as is_difficult,
    grid_true_count(match.iou, match.duplicate_iou) as grid_true_count,
    closest_gap.event_id,
    area_bits(ranked_prediction.area_px2) as area_bits,
    coalesce(area_bits(label.area_px2), 0) as label_area_bits,
    coalesce(coco_match_of.true_bits, 0) as coco_true_bits,
    coalesce(coco_match_of.ignored_bits, 0) as coco_ignored_bits,
    gap.event_number as coco_event_number
from ranked_prediction
left join match using (prediction_id)
left join label on match.label_id = label.label_id
left join coco_match_of on ranked_prediction.prediction_id = coco_match_of.prediction_id
left join closest_gap on ranked_prediction.prediction_id = closest_gap.prediction_id
left join gap on ranked_prediction.prediction_id = gap.prediction_id;
