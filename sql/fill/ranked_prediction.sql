-- fill:   ranked_prediction, a temporary table
-- grain:  one row per (prediction_id) of the set
-- reads:  prediction, item
-- params: prediction_set_id
-- note:   prediction_id rises by class and falling confidence, so the rank within the class is a
--         difference; the ranks of COCO differ from it only where confidences tie

create or replace temp table ranked_prediction as
select
    prediction.prediction_id,
    prediction.class_id,
    prediction.item_id,
    prediction.confidence,
    prediction.area_px2,
    prediction.prediction_id - min(prediction.prediction_id) over of_class + 1 as class_rank,
    row_number() over (
        partition by prediction.class_id
        order by prediction.confidence desc, item.item_order asc, prediction.source_row asc
    ) as coco_class_rank,
    row_number() over (
        partition by prediction.item_id, prediction.class_id
        order by prediction.confidence desc, prediction.source_row asc
    ) as coco_item_rank
from prediction
inner join item using (item_id)
where prediction.prediction_set_id = $prediction_set_id
window of_class as (partition by prediction.class_id);
