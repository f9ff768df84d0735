-- macro:  performance
-- grain:  one row per (prediction_set, slice)
-- reads:  _checked, _class_measure, _slice_list, class, prediction_set, task
-- units:  map, mar, precision, recall, f1, mean_iou and accuracy are fractions in [0, 1]; *_count are
--         objects, item_count items, class_count classes
-- null:   every measure that has nothing to measure; never 0 for that, never NaN
-- follows: map is the mean AP at iou_threshold (at .5 it is mAP@.50); mar the mean over classes and
--         IoU .50:.05:.95 of final recall; macro means are over the classes where the value is
--         defined; accuracy is TP / (TP + FP + FN), for want of true negatives.
--         Of a classification: accuracy is right answers over labels where an item has one label,
--         and map, mar and mean_iou are null (classification_performance has what it has instead)

create or replace macro performance(
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
    outside := 'ignore'
) as table
with

slice_list as (

    from _slice_list(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        item_scope := item_scope,
        protocol := protocol
    )

),

total as (

    -- means add up in the order of the classes' names, so they are the same on every run and in
    -- a project where the classes have other numbers
    select
        measure.prediction_set_id,
        measure.slice_number,
        count(*) as class_count,
        sum(measure.label_count)::bigint as label_count,
        sum(measure.prediction_count)::bigint as prediction_count,
        sum(measure.true_positive_count)::bigint as true_positive_count,
        sum(measure.iou_sum) as iou_sum,
        avg(measure.average_precision order by class.class_name asc) as map,
        avg(
            measure.grid_true_count / nullif(10 * measure.label_count, 0)
            order by class.class_name asc
        ) as mar,
        avg(
            measure.true_positive_count / nullif(measure.prediction_count, 0)
            order by class.class_name asc
        ) as precision_macro,
        avg(
            measure.true_positive_count / nullif(measure.label_count, 0)
            order by class.class_name asc
        ) as recall_macro,
        avg(
            2 * measure.true_positive_count
            / nullif(measure.prediction_count + measure.label_count, 0)
            order by class.class_name asc
        ) as f1_macro
    from _class_measure(
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
        interpolation := interpolation,
        outside := outside
    ) as measure
    inner join class using (class_id)
    group by measure.prediction_set_id, measure.slice_number

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    slice_list.item_count,
    coalesce(total.class_count, 0) as class_count,
    coalesce(total.label_count, 0) as label_count,
    coalesce(total.prediction_count, 0) as prediction_count,
    coalesce(total.true_positive_count, 0) as true_positive_count,
    coalesce(total.prediction_count - total.true_positive_count, 0) as false_positive_count,
    coalesce(total.label_count - total.true_positive_count, 0) as false_negative_count,
    total.map,
    total.mar,
    total.precision_macro,
    total.recall_macro,
    total.f1_macro,
    total.true_positive_count / nullif(total.prediction_count, 0) as precision_micro,
    total.true_positive_count / nullif(total.label_count, 0) as recall_micro,
    2 * total.true_positive_count / nullif(
        total.prediction_count + total.label_count, 0
    ) as f1_micro,
    total.iou_sum / 4503599627370496 / nullif(total.true_positive_count, 0) as mean_iou,
    total.true_positive_count / nullif(
        case
            when task.kind in ('multiclass', 'text') then total.label_count
            else total.prediction_count + total.label_count - total.true_positive_count
        end,
        0
    ) as accuracy
from slice_list
inner join prediction_set using (prediction_set_id)
inner join task using (task_id)
left join total using (prediction_set_id, slice_number)
where _checked(compare_as, item_scope, interpolation)
order by slice_list.prediction_set_name, slice_list.slice nulls last;

comment on macro table performance is  -- noqa: PRS
'Mean average precision, recall, counts and rates of every slice at one IoU and confidence threshold.';
