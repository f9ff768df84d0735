-- fill:   evaluated
-- reads:  ranked_prediction, match, match_coco, label
-- params: prediction_set_id

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

joined as (

    select
        ranked_prediction.*,
        match.label_id,
        coalesce(match.iou, 0) as iou,
        coalesce(match.duplicate_iou, -1) as duplicate_iou,
        match.crowd_overlap,
        label.is_difficult,
        grid_true_count(match.iou, match.duplicate_iou) as grid_true_count,
        area_bits(ranked_prediction.area_px2) as area_bits,
        area_bits(label.area_px2) as label_area_bits,
        coalesce(coco_match_of.true_bits, 0) as coco_true_bits,
        coalesce(coco_match_of.ignored_bits, 0) as coco_ignored_bits
    from ranked_prediction
    left join match using (prediction_id)
    left join label on match.label_id = label.label_id
    left join coco_match_of on ranked_prediction.prediction_id = coco_match_of.prediction_id

)

select
    $prediction_set_id as prediction_set_id,
    class_id,
    item_id,
    prediction_id,
    confidence,
    class_rank,
    coco_class_rank,
    coco_item_rank,
    label_id,
    iou,
    duplicate_iou,
    crowd_overlap,
    coalesce(is_difficult, false) as is_difficult,
    grid_true_count,
    area_bits,
    coalesce(label_area_bits, 0) as label_area_bits,
    coco_true_bits,
    coco_ignored_bits,
    min(case when coco_true_bits > 0 or coco_ignored_bits > 0 then coco_class_rank end) over (
        partition by class_id
        order by coco_class_rank asc
        rows between current row and unbounded following
    ) as coco_event_rank
from joined
order by prediction_id;
