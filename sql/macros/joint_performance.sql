-- macro:  joint_performance
-- grain:  one row per (prediction_set, slice, class_name, joint)
-- reads:  _checked, _checked_class_set, _chosen_set, _left_out_class, _left_out_label,
--         _left_out_scope, _member, _object_set, _scored, _segment_place, _slice_list, class, label,
--         prediction
-- units:  mean_distance_px in pixels, mean_distance as a multiple of the reference length; pck and
--         found_pck are fractions
-- null:   joint_name where the class has no names; pck without a measured joint, found_pck and the means
--         without a found one
-- absent: classes without labelled keypoints; joints that no label has
-- errors: a joint of segment that a class does not have
-- follows: PCK: a joint is right when it lies within alpha times a reference length of its label: the
--         larger side of the label's box, or with segment the distance between two labelled joints
--         (PCKh: head top and neck). What its label's true positive predicts is compared; pck counts
--         the joints of a missed label as wrong, found_pck leaves them out
-- note:   crowds, labels without a visible keypoint and those without a reference length are not
--         measured. class_set and interpolation change nothing

create or replace macro joint_performance(
    predictions := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all',
    protocol := 'closest',
    class_scope := 'same_class',
    class_set := null,
    interpolation := '101',
    outside := 'ignore',
    alpha := 0.2,
    segment := null::varchar[]
) as table
with

posed as (

    select
        label.label_id,
        label.item_id,
        label.class_id,
        class.task_id,
        label.keypoints,
        greatest(label.w_px, label.h_px) as larger_side,
        3 * _segment_place(segment, 1, class.class_name, class.keypoint_names, len(label.keypoints) // 3)
            as from_place,
        3 * _segment_place(segment, 2, class.class_name, class.keypoint_names, len(label.keypoints) // 3)
            as to_place
    from label
    inner join class using (class_id)
    anti join _left_out_class(classes := classes) as other
        on label.class_id = other.class_id
    anti join _left_out_label(label_filter := label_filter) as left_out
        on label.label_id = left_out.label_id
    where
        label.visible_keypoints > 0
        and not label.is_crowd
        and not (protocol = 'voc' and label.is_difficult)

),

measured as (

    select
        label_id,
        item_id,
        class_id,
        task_id,
        keypoints,
        case
            when from_place is null then larger_side
            when keypoints[from_place] > 0 and keypoints[to_place] > 0
                then sqrt(
                    (keypoints[from_place - 2] - keypoints[to_place - 2]) ** 2
                    + (keypoints[from_place - 1] - keypoints[to_place - 1]) ** 2
                )
        end as reference_px
    from posed

),

asked as (

    select
        chosen.prediction_set_id,
        member.slice_number,
        measured.label_id,
        measured.class_id,
        measured.keypoints,
        measured.reference_px
    from measured
    inner join _member(item_filter := item_filter, slice_by := slice_by, slices := slices) as member
        using (item_id)
    inner join _chosen_set(
        predictions := predictions, compare_as := compare_as, protocol := protocol
    ) as chosen
        on member.dataset_id = chosen.dataset_id and measured.task_id = chosen.task_id
    anti join _left_out_scope(item_scope := item_scope) as unasked
        on
            chosen.prediction_set_id = unasked.prediction_set_id
            and measured.item_id = unasked.item_id
    where measured.reference_px > 0

),

finder as (

    select
        scored.prediction_set_id,
        scored.slice_number,
        scored.label_id,
        prediction.keypoints
    from _scored(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    ) as scored
    inner join prediction using (prediction_id)
    where scored.is_true_positive and prediction.keypoints is not null

),

joint_of as (

    select
        asked.prediction_set_id,
        asked.slice_number,
        asked.class_id,
        asked.label_id,
        asked.keypoints,
        finder.keypoints as predicted_keypoints,
        asked.reference_px,
        unnest(range(1, len(asked.keypoints) // 3 + 1)) as joint
    from asked
    left join finder using (prediction_set_id, slice_number, label_id)

),

distance_of as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        label_id,
        joint,
        reference_px,
        sqrt(
            (predicted_keypoints[3 * joint - 2] - keypoints[3 * joint - 2]) ** 2
            + (predicted_keypoints[3 * joint - 1] - keypoints[3 * joint - 1]) ** 2
        ) as distance_px
    from joint_of
    where keypoints[3 * joint] > 0

),

summed as (

    -- added up by label: the same bits on every run
    select
        prediction_set_id,
        slice_number,
        class_id,
        joint,
        count(*) as labelled_count,
        count(distance_px) as found_count,
        count(*) filter (where distance_px / reference_px <= alpha) as correct_count,
        avg(distance_px order by label_id) as mean_distance_px,
        avg(distance_px / reference_px order by label_id) as mean_distance
    from distance_of
    group by prediction_set_id, slice_number, class_id, joint

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    class.class_name,
    summed.joint,
    class.keypoint_names[summed.joint] as joint_name,
    summed.labelled_count,
    summed.found_count,
    summed.correct_count,
    summed.correct_count / summed.labelled_count as pck,
    summed.correct_count / nullif(summed.found_count, 0) as found_pck,
    summed.mean_distance_px,
    summed.mean_distance
from summed
inner join _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope,
    protocol := protocol
) as slice_list using (prediction_set_id, slice_number)
inner join _object_set(predictions := predictions) as about using (prediction_set_id)
inner join class using (class_id)
where
    _checked(compare_as, item_scope, interpolation)
    and _checked_class_set(class_set, protocol) is not null
    and about.is_object_set
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    class.class_name,
    summed.joint;

comment on macro table joint_performance is  -- noqa: PRS
'How often and how closely each keypoint of a class is found: PCK, PCKh and mean distances.';
