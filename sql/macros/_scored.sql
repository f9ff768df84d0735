-- macro:  _scored
-- grain:  one row per (prediction_set_id, slice_number, prediction_id) that is not ignored
-- reads:  _judged, _member

create or replace macro _scored(
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
    protocol := 'closest',
    class_scope := 'same_class',
    outside := 'ignore'
) as table
select
    judged.prediction_set_id,
    member.slice_number,
    judged.class_id,
    judged.item_id,
    judged.prediction_id,
    judged.class_rank,
    judged.confidence,
    judged.label_id,
    judged.iou,
    judged.is_true_positive
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
) as judged
inner join _member(item_filter := item_filter, slice_by := slice_by, slices := slices) as member
    using (item_id)
where judged.ignore_reason is null;

comment on macro table _scored is  -- noqa: PRS
'Each prediction that counts, in each slice that its item belongs to.';
