-- query:  prediction_sets
-- grain:  one row per (prediction_set_name), in the order in which they were loaded
-- reads:  prediction_set, matching, task, dataset, item, label, class, prediction

with

item_counts as (

    select
        dataset_id,
        count(*) as item_count
    from item
    group by dataset_id

),

label_counts as (

    select
        item.dataset_id,
        class.task_id,
        count(*) as label_count
    from label
    inner join item using (item_id)
    inner join class using (class_id)
    group by item.dataset_id, class.task_id

),

matched as (

    select
        prediction_set_id,
        list(matching order by matching_id) as matchings
    from matching
    group by prediction_set_id

),

prediction_counts as (

    select
        prediction_set_id,
        count(*) as prediction_count
    from prediction
    group by prediction_set_id

)

select
    prediction_set.prediction_set_name,
    prediction_set.prediction_set_id,
    dataset.dataset_name,
    dataset.dataset_version,
    prediction_set.model_name,
    prediction_set.model_version,
    coalesce(item_counts.item_count, 0) as item_count,
    coalesce(label_counts.label_count, 0) as label_count,
    coalesce(prediction_counts.prediction_count, 0) as prediction_count,
    task.task_name,
    task.kind as task_kind,
    coalesce(matched.matchings, []) as matchings
from prediction_set
inner join task using (task_id)
inner join dataset using (dataset_id)
left join matched
    on prediction_set.prediction_set_id = matched.prediction_set_id
left join item_counts using (dataset_id)
left join label_counts using (dataset_id, task_id)
left join prediction_counts
    on prediction_set.prediction_set_id = prediction_counts.prediction_set_id
order by prediction_set.prediction_set_id;
