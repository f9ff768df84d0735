-- macro:  _found
-- grain:  one row per (prediction_set_id, slice_number, label_id) that counts
-- reads:  _chosen_set, _judged, _left_out_class, _left_out_label, _left_out_scope, _member, class,
--         label
-- absent: crowds, labels left out by label_filter, under voc difficult ones
-- follows: label_outcome

create or replace macro _found(
    predictions := null,
    compare_as := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    item_scope := 'all',
    protocol := 'closest',
    class_scope := 'same_class',
    outside := 'ignore'
) as table
with

chosen as (

    from _chosen_set(predictions := predictions, compare_as := compare_as, protocol := protocol)

),

finder as (

    select
        prediction_set_id,
        label_id
    from _judged(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    )
    where is_true_positive

)

select
    chosen.prediction_set_id,
    member.slice_number,
    label.class_id,
    label.item_id,
    label.label_id,
    finder.label_id is not null as is_found
from label
inner join _member(item_filter := item_filter, slice_by := slice_by, slices := slices) as member
    using (item_id)
inner join class on label.class_id = class.class_id
inner join chosen
    on member.dataset_id = chosen.dataset_id and class.task_id = chosen.task_id
anti join _left_out_class(classes := classes) as other
    on label.class_id = other.class_id
anti join _left_out_label(label_filter := label_filter) as left_out
    on label.label_id = left_out.label_id
anti join _left_out_scope(item_scope := item_scope) as unasked
    on
        chosen.prediction_set_id = unasked.prediction_set_id
        and label.item_id = unasked.item_id
left join finder
    on
        chosen.prediction_set_id = finder.prediction_set_id
        and label.label_id = finder.label_id
where
    not label.is_crowd
    and label.comparable_bits & chosen.shape_bit > 0
    and not (protocol = 'voc' and label.is_difficult)
    and not (protocol = 'coco' and label.area_px2 > 1e10);

comment on macro table _found is  -- noqa: PRS
'Each label that counts, in each slice that its item belongs to, and whether it is found.';
