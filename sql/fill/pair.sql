-- fill:   pair
-- reads:  prediction, label
-- params: prediction_set_id
-- note:   the arithmetic is that of bbIou in pycocotools, operation by operation, so that a value
--         on a threshold falls on the same side; a join and five comparisons per candidate cost
--         a fifth of a call into Python (ARCHITECTURE.md has the figures)

insert into pair
with

side as (

    select
        prediction.prediction_id,
        label.label_id,
        label.is_crowd,
        prediction.class_id = label.class_id as is_same_class,
        prediction.w_px * prediction.h_px as prediction_area,
        label.w_px * label.h_px as label_area,
        least(prediction.x_px + prediction.w_px, label.x_px + label.w_px)
        - greatest(prediction.x_px, label.x_px) as w,
        least(prediction.y_px + prediction.h_px, label.y_px + label.h_px)
        - greatest(prediction.y_px, label.y_px) as h
    from prediction
    inner join label using (item_id)
    where prediction.prediction_set_id = $prediction_set_id

),

overlap as (

    select
        prediction_id,
        label_id,
        w * h / case
            when is_crowd then prediction_area else prediction_area + label_area - w * h
        end as iou,
        is_same_class
    from side
    where w > 0 and h > 0

)

select
    prediction_id,
    label_id,
    iou,
    is_same_class
from overlap
where is_same_class or iou >= 0.1;
