-- macro:  probability_matrix
-- grain:  one row per (prediction_set, slice, label_class, predicted_class)
-- reads:  _asked_task, _chosen_set, _member, _shown_class, _slice_list, answer, class, label, probability
-- units:  mean_probability is a fraction; item_count are items
-- null:   never
-- absent: sets of objects, and those without probabilities; classes that no item is labelled with, as
--         label_class; classes that every item of a label_class gives probability 0
-- follows: mean_probability is the mean, over the items labelled label_class, of the probability of
--         predicted_class (semantics.md 6.8); an item without one counts as 0
-- note:   sums are integers, in 2^-52, so that no order of addition changes a mean. With rest_as, a
--         name, the other classes are counted together: an item is labelled so if it has any of them,
--         and their probabilities add up
-- errors: a name that no classification has; rest_as without classes, or with the name of one

create or replace macro probability_matrix(
    predictions := null,
    task := null,
    item_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    rest_as := null
) as table
with

chosen as (

    select
        set_of.prediction_set_id,
        set_of.task_id,
        task_of.task_name
    from _chosen_set(predictions := predictions) as set_of
    inner join _asked_task(task := task) as task_of using (task_id)

),

shown as (

    select
        class.class_id,
        class.task_id,
        shown_class.class_name
    from class
    inner join _shown_class(classes := classes, rest_as := rest_as) as shown_class
        using (class_id)
    where
        classes is null
        or rest_as is not null
        or list_contains(classes, class.class_name)

),

labelled as (

    select distinct
        answer.prediction_set_id,
        label.item_id,
        shown.class_name as label_class
    from answer
    inner join chosen using (prediction_set_id)
    inner join label using (item_id)
    inner join shown on label.class_id = shown.class_id and chosen.task_id = shown.task_id

),

member as (

    select
        slice_number,
        item_id
    from _member(item_filter := item_filter, slice_by := slice_by, slices := slices)

),

total as (

    select
        labelled.prediction_set_id,
        member.slice_number,
        labelled.label_class,
        count(*) as item_count
    from labelled
    inner join member using (item_id)
    group by labelled.prediction_set_id, member.slice_number, labelled.label_class

),

summed as (

    select
        probability.prediction_set_id,
        member.slice_number,
        labelled.label_class,
        shown.class_name as predicted_class,
        sum((probability.probability * 4503599627370496)::bigint) as probability_sum
    from probability
    inner join shown using (class_id)
    inner join labelled
        on
            probability.prediction_set_id = labelled.prediction_set_id
            and probability.item_id = labelled.item_id
    inner join member on probability.item_id = member.item_id
    group by
        probability.prediction_set_id,
        member.slice_number,
        labelled.label_class,
        shown.class_name

)

select
    slice_list.prediction_set_name as prediction_set,
    chosen.task_name as task,
    slice_list.slice,
    total.label_class,
    summed.predicted_class,
    total.item_count,
    summed.probability_sum / 4503599627370496 / total.item_count as mean_probability
from summed
inner join total using (prediction_set_id, slice_number, label_class)
inner join chosen using (prediction_set_id)
inner join _slice_list(
    predictions := predictions,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices
) as slice_list using (prediction_set_id, slice_number)
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    total.label_class,
    summed.predicted_class;

comment on macro table probability_matrix is  -- noqa: PRS
'Mean probability that a classifier gives each class, over the items labelled with another: which it finds alike.';
