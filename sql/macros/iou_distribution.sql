-- macro:  iou_distribution
-- grain:  one row per (prediction_set, slice, class_name, iou_low)
-- reads:  _bin, _checked, _checked_class_set, _object_set, _scored, _slice_list, _support, class
-- units:  iou_low and iou_high are fractions; *_count are predictions
-- null:   never
-- absent: bins without predictions; predictions without a label (no label of their class overlaps
--         them; under coco: not matched at the threshold); ignored predictions
-- note:   a bin holds iou_low <= IoU < iou_high, the last one its upper end too

create or replace macro iou_distribution(
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
    bins := 20
) as table
with

counted as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        _bin(iou, bins) as bin,
        count(*) as prediction_count,
        sum(is_true_positive::integer)::bigint as true_positive_count
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
    )
    where label_id is not null
    group by prediction_set_id, slice_number, class_id, bin

),

labelled as (

    select
        prediction_set_id,
        slice_number,
        class_id
    from _support(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        label_filter := label_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        protocol := protocol
    )
    where _checked_class_set(class_set, protocol) = 'labelled'

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    class.class_name,
    counted.bin / bins as iou_low,
    (counted.bin + 1) / bins as iou_high,
    counted.prediction_count,
    counted.true_positive_count
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
inner join _object_set(predictions := predictions) as about using (prediction_set_id)
inner join class using (class_id)
left join labelled using (prediction_set_id, slice_number, class_id)
where
    _checked(compare_as, item_scope, interpolation)
    and about.is_object_set
    and (
        labelled.class_id is not null
        or _checked_class_set(class_set, protocol) <> 'labelled'
    )
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    class.class_name,
    counted.bin;

comment on macro table iou_distribution is  -- noqa: PRS
'How many predictions of a class overlap their label by how much.';
