-- macro:  _counted
-- grain:  one row per (prediction_set_id, slice_number, prediction_id) that counts
-- reads:  _checked_class_set, _quoted, _quoted_list, _scored, _support
-- absent: ignored predictions; with class_set labelled those of classes without labels

create or replace macro _counted(
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
    class_set := null,
    outside := 'ignore'
) as table
with

labelled as (

    select
        prediction_set_id,
        slice_number,
        class_id
    from query(
        case _checked_class_set(class_set, protocol)
            when 'labelled'
                then 'from _support(predictions := ' || _quoted(predictions)
                || ', compare_as := ' || _quoted(compare_as)
                    || ', item_filter := ' || _quoted(item_filter)
                    || ', label_filter := ' || _quoted(label_filter)
                    || ', slice_by := ' || _quoted(slice_by)
                    || ', slices := ' || _quoted_list(slices)
                    || ', classes := ' || _quoted_list(classes)
                    || ', item_scope := ' || _quoted(item_scope)
                    || ', protocol := ' || _quoted(protocol) || ') where label_count > 0'
            else 'select null::bigint as prediction_set_id, null::bigint as slice_number, '
                || 'null::bigint as class_id where false'
        end
    )

)

select scored.*
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
left join labelled using (prediction_set_id, slice_number, class_id)
where
    labelled.class_id is not null
    or _checked_class_set(class_set, protocol) <> 'labelled';

comment on macro table _counted is  -- noqa: PRS
'Each prediction that counts in the class set, in each slice that its item belongs to.';
