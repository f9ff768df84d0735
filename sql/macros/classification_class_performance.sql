-- macro:  classification_class_performance
-- grain:  one row per (prediction_set, slice, class_name)
-- reads:  _asked_task, _checked, _class_measure, _is_everything, _probability_measure, _slice_list,
--         class, prediction_set
-- units:  precision, recall, f1, roc_auc and ap are fractions in [0, 1]; *_count are items
-- null:   precision without answers, recall without labels; roc_auc and ap without probabilities,
--         and under label_filter or prediction_filter, which say nothing about probabilities
-- absent: sets of objects; classes outside the class set: observed (default), labelled or declared
-- follows: of a task of one label an item an answer is the class of highest probability, and
--         min_confidence takes weaker answers away (it must be reached). Of several labels an item a
--         class is an answer where its probability exceeds min_confidence, .5 unless another is given

create or replace macro classification_class_performance(
    predictions := null,
    task := null,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    item_scope := 'all',
    class_set := null,
    outside := 'ignore'
) as table
select
    slice_list.prediction_set_name as prediction_set,
    task_of.task_name as task,
    slice_list.slice,
    class.class_name,
    measure.label_count,
    measure.prediction_count,
    measure.true_positive_count,
    measure.prediction_count - measure.true_positive_count as false_positive_count,
    measure.label_count - measure.true_positive_count as false_negative_count,
    measure.true_positive_count / nullif(measure.prediction_count, 0) as precision,
    measure.true_positive_count / nullif(measure.label_count, 0) as recall,
    2 * measure.true_positive_count / nullif(
        measure.prediction_count + measure.label_count, 0
    ) as f1,
    probable.roc_auc,
    probable.average_precision as ap
from _class_measure(
    predictions := predictions,
    min_confidence := min_confidence,
    item_filter := item_filter,
    label_filter := label_filter,
    prediction_filter := prediction_filter,
    slice_by := slice_by,
    slices := slices,
    classes := classes,
    item_scope := item_scope,
    class_set := class_set,
    outside := outside
) as measure
inner join _slice_list(
    predictions := predictions,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope
) as slice_list using (prediction_set_id, slice_number)
inner join prediction_set using (prediction_set_id)
inner join _asked_task(task := task) as task_of using (task_id)
inner join class on measure.class_id = class.class_id
left join _probability_measure(
    predictions := predictions,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    classes := classes
) as probable
    on
        measure.prediction_set_id = probable.prediction_set_id
        and measure.slice_number = probable.slice_number
        and measure.class_id = probable.class_id
        and _is_everything(label_filter)
        and _is_everything(prediction_filter)
where _checked(null, item_scope, '101')
order by slice_list.prediction_set_name, slice_list.slice nulls last, class.class_name;

comment on macro table classification_class_performance is  -- noqa: PRS
'Counts, precision, recall, F1, ROC AUC and average precision of every class of a classification.';
