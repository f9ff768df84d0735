-- macro:  _threshold_step
-- grain:  one row per (prediction_set_id, slice_number, class_id, confidence) that occurs; class_id null
--         is all classes together
-- reads:  _checked_class_set, _class_slice, _scored, _support
-- note:   class_slice is one number for set, slice and class, of which 0 stands for all classes;
--         predicted and found count from the highest confidence down to this one

create or replace macro _threshold_step(
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

counted as (

    select
        each.prediction_set_id,
        each.slice_number,
        each.class_id,
        each.confidence,
        count(*) as prediction_count,
        sum(each.is_true_positive::integer)::bigint as true_positive_count
    from _scored(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := coalesce(min_confidence::double, '-infinity'::double),
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    ) as each
    left join _support(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        label_filter := label_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        protocol := protocol
    ) as support using (prediction_set_id, slice_number, class_id)
    where
        support.class_id is not null
        or _checked_class_set(class_set, protocol) <> 'labelled'
    group by each.prediction_set_id, each.slice_number, each.class_id, each.confidence

),

step as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        _class_slice(prediction_set_id, slice_number, class_id) as class_slice,
        confidence,
        prediction_count,
        true_positive_count
    from counted
    union all
    select
        prediction_set_id,
        slice_number,
        null as class_id,
        _class_slice(prediction_set_id, slice_number, 0) as class_slice,
        confidence,
        sum(prediction_count)::bigint as prediction_count,
        sum(true_positive_count)::bigint as true_positive_count
    from counted
    group by prediction_set_id, slice_number, confidence

)

select
    *,
    sum(prediction_count) over from_the_top as predicted,
    sum(true_positive_count) over from_the_top as found
from step
window from_the_top as (
    partition by class_slice
    order by confidence desc
    rows between unbounded preceding and current row
);

comment on macro table _threshold_step is  -- noqa: PRS
'How many predictions, and how many right ones, each confidence adds and gives, per class and in all.';
