-- fill:   pair
-- reads:  prediction, label
-- params: matching_id, prediction_set_id, is_mixed, shape_bit
-- note:   the arithmetic is that of bbIou in pycocotools, operation by operation, so that a value
--         on a threshold falls on the same side; a join and four comparisons per candidate cost
--         a fraction of a call into Python (ARCHITECTURE.md has the figures)

insert into pair
with

predicted as (

    select
        prediction_id,
        item_id,
        class_id,
        shape,
        x_px as near_x,
        y_px as near_y,
        x_px + w_px as far_x,
        y_px + h_px as far_y,
        w_px * h_px as area
    from prediction
    where prediction_set_id = $prediction_set_id and x_px + w_px > x_px and y_px + h_px > y_px

),

labelled as (

    select
        label_id,
        item_id,
        class_id,
        is_crowd,
        is_crowd or comparable_bits & $shape_bit = 0 as is_ignored,
        shape,
        x_px as near_x,
        y_px as near_y,
        x_px + w_px as far_x,
        y_px + h_px as far_y,
        w_px * h_px as area
    from label
    where x_px + w_px > x_px and y_px + h_px > y_px

),

overlapping as (

    -- boxes overlap exactly if each begins before the other ends
    select
        predicted.prediction_id,
        labelled.label_id,
        labelled.is_crowd,
        labelled.is_ignored,
        predicted.class_id = labelled.class_id as is_same_class,
        predicted.area as prediction_area,
        labelled.area as label_area,
        (least(predicted.far_x, labelled.far_x) - greatest(predicted.near_x, labelled.near_x))
        * (least(predicted.far_y, labelled.far_y) - greatest(predicted.near_y, labelled.near_y))
            as intersection
    from predicted
    inner join labelled
        on
            (not $is_mixed or _common_shape(predicted.shape, labelled.shape) = 'box')
            and predicted.item_id = labelled.item_id
            and predicted.near_x < labelled.far_x
            and predicted.far_x > labelled.near_x
            and predicted.near_y < labelled.far_y
            and predicted.far_y > labelled.near_y

),

measured as (

    select
        prediction_id,
        label_id,
        intersection / case
            when is_crowd then prediction_area
            else prediction_area + label_area - intersection
        end as iou,
        is_same_class,
        is_ignored
    from overlapping

)

select
    $matching_id as matching_id,
    prediction_id,
    label_id,
    iou,
    is_same_class,
    is_ignored
from measured
where iou > 0 and (is_same_class or iou >= 0.1);
