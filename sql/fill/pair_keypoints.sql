-- fill:   pair
-- reads:  prediction, label, class, _keypoint_sigmas, _common_shape
-- params: matching_id, prediction_set_id, is_mixed, shape_bit
-- errors: keypoints without sigmas; two numbers of keypoints in one class
-- note:   OKS needs no box, so every prediction meets every label of its item; the sigmas are those of
--         the label. A label without a visible keypoint hides predictions near its box, as a crowd
--         does. In a mixed set only keypoints are compared here

insert into pair
with

predicted as (

    select
        prediction_id,
        item_id,
        class_id,
        keypoints
    from prediction
    where
        prediction_set_id = $prediction_set_id
        and shape = 'keypoints'
        and comparable_bits & $shape_bit > 0

),

labelled as (

    select
        label.label_id,
        label.item_id,
        label.class_id,
        label.keypoints,
        label.area_px2,
        label.is_crowd or label.comparable_bits & $shape_bit = 0 as is_ignored,
        [label.x_px, label.y_px, label.w_px, label.h_px] as box,
        class.class_name,
        _keypoint_sigmas(class.keypoint_sigmas, class.keypoint_names, len(label.keypoints) // 3)
            as sigmas
    from label
    inner join class using (class_id)
    where label.shape = 'keypoints'

),

candidate as (

    -- numbers of keypoints that differ make two objects of two classes unlike, and one class wrong
    select
        predicted.prediction_id,
        labelled.label_id,
        labelled.is_ignored,
        labelled.area_px2,
        labelled.box,
        predicted.class_id = labelled.class_id as is_same_class,
        predicted.keypoints as predicted_keypoints,
        labelled.keypoints as labelled_keypoints,
        case
            when 3 * len(labelled.sigmas) = len(labelled.keypoints)
                then labelled.sigmas
            else error(
                'class ' || labelled.class_name || ' has ' || len(labelled.keypoints) // 3
                || ' keypoints and ' || coalesce(len(labelled.sigmas)::varchar, 'no')
                || ' sigmas: COCO has those for 17, CrowdPose for its 14; ''duckeval classes '
                || 'keypoints CLASS --sigmas'' gives it some, as does a list keypoint_sigmas of its '
                || 'category in the file of labels'
            )
        end as sigmas
    from predicted
    inner join labelled using (item_id)
    where
        case
            when len(predicted.keypoints) = len(labelled.keypoints) then true
            when predicted.class_id <> labelled.class_id then false
            else error(
                'class ' || labelled.class_name || ' has labels with '
                || len(labelled.keypoints) // 3 || ' keypoints and predictions with '
                || len(predicted.keypoints) // 3
            )
        end

),

measured as materialized (

    select
        prediction_id,
        label_id,
        is_same_class,
        is_ignored,
        keypoint_similarity(
            predicted_keypoints, labelled_keypoints, sigmas, area_px2, box
        ) as iou
    from candidate

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
