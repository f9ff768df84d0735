-- macro:  roc_curve
-- grain:  one row per (prediction_set, slice, class_name, predicted_count)
-- reads:  _asked_task, _probability_point, _slice_list, class
-- units:  threshold, recall, false_positive_rate and precision are fractions; *_count are items
-- null:   threshold of the first point, where no item is called the class; precision there;
--         false_positive_rate of a class that every item has
-- absent: sets of objects (froc is theirs), and those without probabilities; classes that no item has;
--         points on a horizontal line between two others, as nothing bends there
-- follows: one class against the rest, over every item: those of a probability of the threshold or more are
--         called the class, items of equal probability at once. recall (the true positive rate) is TP over
--         the labelled items, false_positive_rate FP over the others. The area below the points is
--         roc_auc of classification_class_performance
-- errors: a name that no classification has

create or replace macro roc_curve(
    predictions := null,
    task := null,
    item_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[]
) as table
with

point as (

    from _probability_point(
        predictions := predictions,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes
    )

),

every as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        item_count,
        label_count,
        threshold,
        predicted,
        found
    from point
    union all
    select
        prediction_set_id,
        slice_number,
        class_id,
        any_value(item_count) as item_count,
        any_value(label_count) as label_count,
        null as threshold,
        0 as predicted,
        0 as found
    from point
    group by prediction_set_id, slice_number, class_id

)

select
    slice_list.prediction_set_name as prediction_set,
    task_of.task_name as task,
    slice_list.slice,
    class.class_name,
    every.threshold,
    every.predicted as predicted_count,
    every.found as true_positive_count,
    every.predicted - every.found as false_positive_count,
    every.label_count,
    every.item_count - every.label_count as negative_count,
    every.found / every.label_count as recall,
    (every.predicted - every.found) / nullif(every.item_count - every.label_count, 0)
        as false_positive_rate,
    every.found / nullif(every.predicted, 0) as precision
from every
inner join _slice_list(
    predictions := predictions,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices
) as slice_list using (prediction_set_id, slice_number)
inner join class using (class_id)
inner join _asked_task(task := task) as task_of
    on class.task_id = task_of.task_id
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    class.class_name,
    every.predicted;

comment on macro table roc_curve is  -- noqa: PRS
'ROC curve of each class of a classification: recall against the rate of false positives, and precision.';
