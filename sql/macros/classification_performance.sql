-- macro:  classification_performance
-- grain:  one row per (prediction_set, slice)
-- reads:  _asked_task, _checked, _class_measure, _is_everything, _item_score, _probability_measure,
--         _slice_list, class, prediction_set
-- units:  fractions in [0, 1], but log_loss in nats, brier in [0, 2] per item, kappa and mcc in [-1, 1];
--         *_count are items, class_count classes, label_count and prediction_count labels and answers
-- null:   whatever has nothing to measure; what needs probabilities without any, and under classes,
--         label_filter or prediction_filter, which say nothing about probabilities; balanced_accuracy,
--         kappa, mcc, top_accuracy, log_loss of several labels an item; hamming_loss, f1_sample,
--         ranking_precision of one label an item
-- absent: sets of objects
-- follows: semantics.md 6.8. Macro means are over the classes where the value is defined, weighted
--         ones by labels; kappa and mcc (Gorodkin) take "no answer" as a class that no label has;
--         log_loss limits probabilities to [2^-52, 1 - 2^-52]; roc_auc_macro is the mean over
--         classes, one against the rest, map the mean of their average precision

create or replace macro classification_performance(
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
    outside := 'ignore',
    top := 5
) as table
with

per_class as materialized (

    select
        measure.prediction_set_id,
        measure.slice_number,
        class.class_name,
        class.task_id,
        measure.label_count,
        measure.prediction_count,
        measure.true_positive_count,
        measure.true_positive_count / nullif(measure.prediction_count, 0) as precision,
        measure.true_positive_count / nullif(measure.label_count, 0) as recall,
        2 * measure.true_positive_count / nullif(
            measure.prediction_count + measure.label_count, 0
        ) as f1
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
    inner join class using (class_id)

),

total as (

    -- means add up in the order of the classes' names, so they are the same on every run
    select
        prediction_set_id,
        slice_number,
        count(*) as class_count,
        sum(label_count)::bigint as label_count,
        sum(prediction_count)::bigint as prediction_count,
        sum(true_positive_count)::bigint as true_positive_count,
        sum(label_count::hugeint * prediction_count) as both_sum,
        sum(label_count::hugeint * label_count) as label_sum,
        sum(prediction_count::hugeint * prediction_count) as prediction_sum,
        avg(precision order by class_name asc) as precision_macro,
        avg(recall order by class_name asc) as recall_macro,
        avg(f1 order by class_name asc) as f1_macro,
        sum(precision * label_count order by class_name asc)
        / nullif(sum(case when precision is not null then label_count end), 0)
            as precision_weighted,
        sum(recall * label_count order by class_name asc)
        / nullif(sum(case when recall is not null then label_count end), 0) as recall_weighted,
        sum(f1 * label_count order by class_name asc)
        / nullif(sum(case when f1 is not null then label_count end), 0) as f1_weighted
    from per_class
    group by prediction_set_id, slice_number

),

probable as (

    select
        measure.prediction_set_id,
        measure.slice_number,
        avg(measure.roc_auc order by class.class_name asc) as roc_auc_macro,
        avg(measure.average_precision order by class.class_name asc) as map
    from _probability_measure(
        predictions := predictions,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes
    ) as measure
    inner join class using (class_id)
    where _is_everything(label_filter) and _is_everything(prediction_filter)
    group by measure.prediction_set_id, measure.slice_number

),

task_of as (

    select
        asked.task_id,
        asked.task_name,
        asked.kind = 'multiclass' as is_single,
        count(class.class_id) as class_count
    from _asked_task(task := task) as asked
    left join class on
        asked.task_id = class.task_id
        and (classes is null or list_contains(classes, class.class_name))
    group by asked.task_id, asked.task_name, asked.kind

),

item_score as (

    select
        *,
        _is_everything(label_filter)
        and _is_everything(prediction_filter)
        and classes is null as is_probable
    from _item_score(
        predictions := predictions,
        min_confidence := min_confidence,
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        outside := outside,
        top := top
    )

)

select
    slice_list.prediction_set_name as prediction_set,
    task_of.task_name as task,
    slice_list.slice,
    slice_list.item_count,
    coalesce(item_score.item_count, 0) as labelled_count,
    coalesce(item_score.answered_count, 0) as answered_count,
    coalesce(item_score.right_count, 0) as right_count,
    coalesce(total.class_count, 0) as class_count,
    coalesce(total.label_count, 0) as label_count,
    coalesce(total.prediction_count, 0) as prediction_count,
    coalesce(total.true_positive_count, 0) as true_positive_count,
    item_score.right_count / nullif(item_score.item_count, 0) as accuracy,
    case when task_of.is_single then total.recall_macro end as balanced_accuracy,
    case
        when item_score.is_probable
            then item_score.top_count / nullif(item_score.ranked_count, 0)
    end as top_accuracy,
    total.precision_macro,
    total.recall_macro,
    total.f1_macro,
    total.true_positive_count / nullif(total.prediction_count, 0) as precision_micro,
    total.true_positive_count / nullif(total.label_count, 0) as recall_micro,
    2 * total.true_positive_count / nullif(
        total.prediction_count + total.label_count, 0
    ) as f1_micro,
    total.precision_weighted,
    total.recall_weighted,
    total.f1_weighted,
    -- of the counts: (observed - expected) / (all - expected), all over the number of items
    case
        when task_of.is_single
            then (total.true_positive_count::hugeint * total.label_count - total.both_sum)
                / nullif(total.label_count::hugeint * total.label_count - total.both_sum, 0)
    end as kappa,
    case
        when task_of.is_single
            then (total.true_positive_count::hugeint * total.label_count - total.both_sum)
                / nullif(
                    sqrt(
                        (
                            total.label_count::hugeint * total.label_count - total.prediction_sum
                            - (total.label_count - total.prediction_count)::hugeint
                            * (total.label_count - total.prediction_count)
                        )::double
                    ) * sqrt(
                        (
                            total.label_count::hugeint * total.label_count - total.label_sum
                        )::double
                    ),
                    0
                )
    end as mcc,
    case when item_score.is_probable then item_score.ranked_count + item_score.ranking_count end
        as probability_count,
    case
        when item_score.is_probable
            then item_score.log_loss_sum / 4503599627370496
                / nullif(item_score.ranked_count, 0)
    end as log_loss,
    case
        when item_score.is_probable
            then item_score.squared_error_sum / 4503599627370496
                / nullif(item_score.squared_count, 0)
    end as brier,
    probable.roc_auc_macro,
    probable.map,
    case
        when not task_of.is_single
            then coalesce(
                total.label_count + total.prediction_count - 2 * total.true_positive_count, 0
            )
                / nullif(item_score.item_count * task_of.class_count, 0)
    end as hamming_loss,
    case
        when not task_of.is_single
            then item_score.f1_sum / 4503599627370496 / nullif(item_score.f1_count, 0)
    end as f1_sample,
    case
        when item_score.is_probable
            then item_score.ranking_precision_sum / 4503599627370496
                / nullif(item_score.ranking_count, 0)
    end as ranking_precision
from _slice_list(
    predictions := predictions,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope
) as slice_list
inner join prediction_set using (prediction_set_id)
inner join task_of using (task_id)
left join total using (prediction_set_id, slice_number)
left join probable using (prediction_set_id, slice_number)
left join item_score using (prediction_set_id, slice_number)
where _checked(null, item_scope, '101')
order by slice_list.prediction_set_name, slice_list.slice nulls last;

comment on macro table classification_performance is  -- noqa: PRS
'Accuracy, macro, micro and weighted rates, agreement and the quality of probabilities, per slice.';
