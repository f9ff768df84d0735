-- macro:  _scored_object
-- grain:  one row per (prediction_set_id, slice_number, target_number, object_id)
-- reads:  _counted, _found
-- units:  target_number is 0 for predictions, 1 for labels, 2 for items
-- null:   score of a label; class_id of an item
-- absent: items without predictions and labels that count: their F1 is undefined
-- note:   is_hit: a true positive, a found label, any item. score: IoU of a true positive, F1 of an item

create or replace macro _scored_object(
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

predicted as (

    select
        counted.prediction_set_id,
        counted.slice_number,
        counted.class_id,
        counted.item_id,
        counted.prediction_id,
        counted.is_true_positive,
        counted.iou
    from _counted(
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
        item_scope := item_scope,
        protocol := protocol,
        class_scope := class_scope,
        class_set := class_set,
        outside := outside
    ) as counted

),

labelled as (

    from _found(
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
        item_scope := item_scope,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    )

),

item_count as (

    select
        prediction_set_id,
        slice_number,
        item_id,
        count(*) as object_count,
        sum(is_true_positive::integer)::bigint as true_positive_count
    from predicted
    group by prediction_set_id, slice_number, item_id
    union all
    select
        prediction_set_id,
        slice_number,
        item_id,
        count(*) as object_count,
        0 as true_positive_count
    from labelled
    group by prediction_set_id, slice_number, item_id

)

select
    prediction_set_id,
    slice_number,
    0 as target_number,
    class_id,
    item_id,
    prediction_id as object_id,
    is_true_positive::integer as is_hit,
    case when is_true_positive then iou end as score
from predicted
union all
select
    prediction_set_id,
    slice_number,
    1 as target_number,
    class_id,
    item_id,
    label_id as object_id,
    is_found::integer as is_hit,
    null as score
from labelled
union all
select
    prediction_set_id,
    slice_number,
    2 as target_number,
    null as class_id,
    item_id,
    item_id as object_id,
    1 as is_hit,
    2 * sum(true_positive_count)::bigint / sum(object_count)::bigint as score
from item_count
group by prediction_set_id, slice_number, item_id;

comment on macro table _scored_object is  -- noqa: PRS
'Each prediction, label and item that counts, in each slice, with what it scores.';
