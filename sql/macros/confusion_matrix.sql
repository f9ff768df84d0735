-- macro:  confusion_matrix
-- grain:  one row per (prediction_set, slice, label_class, predicted_class) that occurs
-- reads:  _checked, _checked_iou, _chosen_set, _compared, _is_answer, _left_out_class, _left_out_label,
--         _left_out_prediction, _left_out_scope, _member, _overlap, _reaches, _shown_class,
--         _slice_list, class, evaluated, item, label, pair
-- units:  object_count are objects; label_share and predicted_share are fractions
-- null:   label_class of a prediction that takes no label, predicted_class of a label that nothing
--         takes: background
-- absent: pairs of classes that do not occur; crowds and predictions inside them
-- follows: a prediction belongs to its best label of any class (IoU, then its own class, then by name
--         of the class and label_id), a label is taken by its best prediction (confidence, IoU, name
--         of the class, prediction_id). COCO defines no confusion matrix; protocol coco uses this rule too.
--         label_share is object_count over that of its label_class (its row), predicted_share over
--         that of its predicted_class (its column)
-- note:   with rest_as, a name, classes leaves nothing out: the other classes are matched like these, and
--         counted together under that name
-- errors: iou_threshold below 0.1, where overlaps of different classes are not kept; rest_as without
--         classes, or with the name of one

create or replace macro confusion_matrix(
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
    rest_as := null
) as table
with

chosen as (

    from _chosen_set(predictions := predictions, compare_as := compare_as, protocol := protocol)

),

member as (

    from _member(item_filter := item_filter, slice_by := slice_by, slices := slices)

),

present as (

    select
        evaluated.matching_id,
        evaluated.prediction_set_id,
        evaluated.item_id,
        evaluated.class_id,
        evaluated.prediction_id,
        evaluated.confidence,
        left_out.prediction_id is null as is_kept
    from evaluated
    inner join chosen using (matching_id)
    anti join _left_out_class(classes := case when rest_as is null then classes end) as other
        on evaluated.class_id = other.class_id
    left join _left_out_prediction(prediction_filter := prediction_filter) as left_out
        on evaluated.prediction_id = left_out.prediction_id
    where
        _is_answer(evaluated.confidence, min_confidence, chosen.is_strict)
        and _checked_iou(iou_threshold)

),

known_label as (

    select
        label.label_id,
        label.item_id,
        label.class_id,
        label.comparable_bits,
        label.is_crowd
        or (protocol = 'voc' and label.is_difficult) as is_ignored,
        left_out.label_id is null as is_kept
    from label
    anti join _left_out_class(classes := case when rest_as is null then classes end) as other
        on label.class_id = other.class_id
    left join _left_out_label(label_filter := label_filter) as left_out
        on label.label_id = left_out.label_id

),

crowded as (

    -- the crowd that hides a prediction, in the share that COCO measures
    select distinct pair.prediction_id
    from pair
    semi join _compared(compare_as := compare_as) as compared using (matching_id)
    inner join known_label using (label_id)
    where
        pair.is_ignored
        and pair.is_same_class
        and _reaches(pair.iou, iou_threshold, protocol)
        and (outside <> 'drop' or known_label.is_kept)

),

best as (

    select
        present.prediction_set_id,
        present.item_id,
        present.prediction_id,
        present.class_id as predicted_class_id,
        present.confidence,
        present.is_kept as is_prediction_kept,
        overlapping.label_id,
        overlapping.label_class_id,
        overlapping.iou
    from _overlap(
        label_filter := label_filter,
        classes := case when rest_as is null then classes end,
        outside := outside
    )
        as overlapping
    inner join present using (matching_id, prediction_id)
    where
        _reaches(overlapping.iou, iou_threshold, protocol)
        and (outside <> 'drop' or present.is_kept)
    qualify row_number() over (
        partition by present.prediction_id
        order by
            overlapping.iou desc,
            overlapping.is_same_class desc,
            overlapping.label_class_name asc,
            overlapping.label_id asc
    ) = 1

),

judged as (

    select
        best.*,
        known_label.is_ignored,
        known_label.is_kept as is_label_kept,
        row_number() over (
            partition by best.prediction_set_id, best.label_id
            order by
                best.confidence desc,
                best.iou desc,
                class.class_name asc,
                best.prediction_id asc
        ) = 1 as is_first
    from best
    inner join known_label using (label_id)
    inner join class on best.predicted_class_id = class.class_id

),

taken as (

    select
        prediction_set_id,
        item_id,
        prediction_id,
        label_id,
        label_class_id,
        predicted_class_id
    from judged
    where
        is_first
        and is_label_kept
        and not is_ignored
        and (outside <> 'static' or is_prediction_kept)

),

false_positive as (

    select
        present.prediction_set_id,
        present.item_id,
        present.class_id as predicted_class_id
    from present
    left join judged using (prediction_id)
    where
        present.prediction_id not in (select taken.prediction_id from taken)
        and present.is_kept
        and not coalesce(judged.is_ignored, false)
        and not (not coalesce(judged.is_label_kept, true) and (
            outside = 'ignore' or (outside = 'static' and coalesce(judged.is_first, false))
        ))
        and present.prediction_id not in (select crowded.prediction_id from crowded)

),

false_negative as (

    select
        chosen.prediction_set_id,
        known_label.item_id,
        known_label.class_id as label_class_id
    from known_label
    inner join item using (item_id)
    inner join class on known_label.class_id = class.class_id
    inner join chosen
        on item.dataset_id = chosen.dataset_id and class.task_id = chosen.task_id
    anti join taken
        on
            chosen.prediction_set_id = taken.prediction_set_id
            and known_label.label_id = taken.label_id
    anti join _left_out_scope(item_scope := item_scope) as unasked
        on
            chosen.prediction_set_id = unasked.prediction_set_id
            and known_label.item_id = unasked.item_id
    where
        not known_label.is_ignored
        and known_label.is_kept
        and known_label.comparable_bits & chosen.shape_bit > 0

),

object_of as (

    select
        prediction_set_id,
        item_id,
        label_class_id,
        predicted_class_id
    from taken
    union all
    select
        prediction_set_id,
        item_id,
        null as label_class_id,
        predicted_class_id
    from false_positive
    union all
    select
        prediction_set_id,
        item_id,
        label_class_id,
        null as predicted_class_id
    from false_negative

),

counted as (

    select
        object_of.prediction_set_id,
        member.slice_number,
        object_of.label_class_id,
        object_of.predicted_class_id,
        count(*) as object_count
    from object_of
    inner join member using (item_id)
    group by
        object_of.prediction_set_id,
        member.slice_number,
        object_of.label_class_id,
        object_of.predicted_class_id

),

named as (

    select
        slice_list.prediction_set_name as prediction_set,
        slice_list.slice,
        label_class.class_name as label_class,
        predicted_class.class_name as predicted_class,
        sum(counted.object_count)::bigint as object_count
    from counted
    inner join _slice_list(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        item_scope := item_scope,
        protocol := protocol
    ) as slice_list using (prediction_set_id, slice_number)
    left join _shown_class(classes := classes, rest_as := rest_as) as label_class
        on counted.label_class_id = label_class.class_id
    left join _shown_class(classes := classes, rest_as := rest_as) as predicted_class
        on counted.predicted_class_id = predicted_class.class_id
    group by
        slice_list.prediction_set_name,
        slice_list.slice,
        label_class.class_name,
        predicted_class.class_name

)

select
    prediction_set,
    slice,
    label_class,
    predicted_class,
    object_count,
    object_count / sum(object_count) over (
        partition by prediction_set, slice, label_class
    ) as label_share,
    object_count / sum(object_count) over (
        partition by prediction_set, slice, predicted_class
    ) as predicted_share
from named
where _checked(compare_as, item_scope, interpolation)
order by
    prediction_set,
    slice nulls last,
    label_class nulls last,
    predicted_class nulls last;

comment on macro table confusion_matrix is  -- noqa: PRS
'How many labels of one class were taken by predictions of another; background is null.';
