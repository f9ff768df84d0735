-- fill:   pair
-- reads:  prediction, label, _common_shape
-- params: matching_id, prediction_set_id, is_mixed
-- note:   only what lies in boxes that overlap is handed to rotated_iou; a box is a rotated box that
--         is not turned, and two of them have the value that pair.sql gives them

insert into pair
with

predicted as (

    select
        prediction_id,
        item_id,
        class_id,
        shape,
        case when shape = 'rotated_box' then geometry else ''::blob end as corners,
        x_px as near_x,
        y_px as near_y,
        x_px + w_px as far_x,
        y_px + h_px as far_y,
        [x_px, y_px, w_px, h_px]::double[4] as around
    from prediction
    where prediction_set_id = $prediction_set_id and comparable_bits & 2 > 0

),

labelled as (

    select
        label_id,
        item_id,
        class_id,
        is_crowd,
        shape,
        case when shape = 'rotated_box' then geometry else ''::blob end as corners,
        x_px as near_x,
        y_px as near_y,
        x_px + w_px as far_x,
        y_px + h_px as far_y,
        [x_px, y_px, w_px, h_px]::double[4] as around
    from label
    where comparable_bits & 2 > 0

),

candidate as materialized (

    -- whole, so that rotated_iou is handed as many pairs at a time as it takes
    select
        predicted.prediction_id,
        labelled.label_id,
        predicted.class_id = labelled.class_id as is_same_class,
        labelled.is_crowd,
        predicted.corners as predicted_corners,
        predicted.around as predicted_around,
        labelled.corners as labelled_corners,
        labelled.around as labelled_around
    from predicted
    inner join labelled
        on
            (not $is_mixed or _common_shape(predicted.shape, labelled.shape) = 'rotated_box')
            and predicted.item_id = labelled.item_id
            and predicted.near_x < labelled.far_x
            and predicted.far_x > labelled.near_x
            and predicted.near_y < labelled.far_y
            and predicted.far_y > labelled.near_y

),

measured as materialized (

    -- once a pair, though the overlap is looked at several times below
    select
        prediction_id,
        label_id,
        is_same_class,
        is_crowd,
        rotated_iou(
            predicted_corners, predicted_around, labelled_corners, labelled_around, is_crowd
        ) as iou
    from candidate

)

select
    $matching_id as matching_id,
    prediction_id,
    label_id,
    iou,
    is_same_class,
    is_crowd as is_ignored
from measured
where iou > 0 and (is_same_class or iou >= 0.1);
