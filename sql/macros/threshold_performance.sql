-- macro:  threshold_performance
-- grain:  one row per (prediction_set, slice, class_name, threshold); class_name null is all classes together
-- reads:  _checked, _checked_class_set, _checked_steps, _label_total, _slice_list, _threshold_step, class
-- units:  threshold, precision, recall and f1 are fractions; *_count are objects
-- null:   class_name of the rows for all classes; precision without predictions, recall without labels
-- absent: classes without labels and predictions; without steps, those without predictions too
-- follows: a prediction is there if its confidence is the threshold or more. Without steps every confidence
--         that occurs is a threshold. steps := n, spacing equal: the thresholds 0, 1/n ... 1; quantile:
--         n of the confidences that occur, each the highest that shows 1/n, 2/n ... of the predictions
--         of its class and slice, ties together
-- note:   one pass: counts add up from the highest confidence down
-- errors: steps that are no whole number from 1 to 10000; an unknown spacing

create or replace macro threshold_performance(
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
    steps := null,
    spacing := 'equal'
) as table
with

label_total as materialized (

    from _label_total(
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

),

swept as materialized (

    select
        *,
        max(predicted) over (partition by class_slice) as total
    from _threshold_step(
        predictions := predictions,
        compare_as := compare_as,
        -- in the text of a query, so that they are checked even where there is no row
        iou_threshold := case
            when
                _checked_steps(steps, spacing)
                and _checked_class_set(class_set, protocol) is not null
                then iou_threshold
        end,
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
    )

),

known as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        class_slice
    from label_total
    union
    select
        prediction_set_id,
        slice_number,
        class_id,
        class_slice
    from swept

),

asked as (

    select
        *,
        unnest(range(coalesce(steps, 0)::bigint + 1)) / coalesce(steps, 1) as threshold
    from known
    where steps is not null and spacing = 'equal'

),

counted as (

    -- quantile: where another n-th of the predictions is reached
    select
        prediction_set_id,
        slice_number,
        class_id,
        class_slice,
        confidence as threshold,
        predicted,
        found
    from swept
    where
        steps is null
        or (
            spacing = 'quantile'
            and (predicted * steps::bigint) // total
            > ((predicted - prediction_count) * steps::bigint) // total
        )
    union all
    select
        asked.prediction_set_id,
        asked.slice_number,
        asked.class_id,
        asked.class_slice,
        asked.threshold,
        coalesce(swept.predicted, 0) as predicted,
        coalesce(swept.found, 0) as found
    from asked
    asof left join swept
        on asked.class_slice = swept.class_slice and asked.threshold <= swept.confidence

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    class.class_name,
    counted.threshold,
    counted.predicted::bigint as prediction_count,
    counted.found::bigint as true_positive_count,
    (counted.predicted - counted.found)::bigint as false_positive_count,
    (coalesce(label_total.label_count, 0) - counted.found)::bigint as false_negative_count,
    counted.found / nullif(counted.predicted, 0) as precision,
    counted.found / nullif(label_total.label_count, 0) as recall,
    2 * counted.found / nullif(
        counted.predicted + coalesce(label_total.label_count, 0), 0
    ) as f1
from counted
left join label_total using (class_slice)
inner join _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope,
    protocol := protocol
) as slice_list
    on
        counted.prediction_set_id = slice_list.prediction_set_id
        and counted.slice_number = slice_list.slice_number
left join class on counted.class_id = class.class_id
where _checked(compare_as, item_scope, interpolation)
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    class.class_name nulls first,
    counted.threshold;

comment on macro table threshold_performance is  -- noqa: PRS
'Precision, recall and F1 at every confidence threshold, per class and for all of them together.';
