-- macro:  _support
-- grain:  one row per (prediction_set_id, slice_number, class_id) with labels that count
-- reads:  _quoted, _quoted_list, _support_all, _support_predicted
-- absent: classes without a label that counts

create or replace macro _support(
    predictions := null,
    compare_as := null,
    item_filter := 'true',
    label_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    item_scope := 'all',
    protocol := 'closest'
) as table
select
    prediction_set_id,
    slice_number,
    class_id,
    -- COCO leaves out labels of more than 1e10 square pixels
    case protocol when 'coco' then low_counts & 4294967295 else label_count end as label_count,
    [
        case protocol when 'coco' then low_counts & 4294967295 else label_count end,
        low_counts >> 32,
        high_counts & 4294967295,
        high_counts >> 32
    ] as area_counts
from query(
    case item_scope
        when 'predicted' then 'from _support_predicted('
        else 'from _support_all('
    end
    || 'predictions := ' || _quoted(predictions)
    || ', compare_as := ' || _quoted(compare_as)
    || ', item_filter := ' || _quoted(item_filter)
    || ', label_filter := ' || _quoted(label_filter)
    || ', slice_by := ' || _quoted(slice_by)
    || ', slices := ' || _quoted_list(slices)
    || ', classes := ' || _quoted_list(classes)
    || ', protocol := ' || _quoted(protocol) || ')'
);

comment on macro table _support is  -- noqa: PRS
'How many labels that count each class has in each slice, in all and by area range of COCO.';
