-- query:  fold_class
-- grain:  one row per (item_id): an item of the data set that has a label
-- reads:  class, item, label, task
-- params: dataset_id, name
-- follows: class_name is the class of its labels that the fewest items have, the first name of several

with

labelled as (

    select distinct
        item.item_id,
        task.task_name,
        class.class_name
    from label
    inner join item using (item_id)
    inner join class using (class_id)
    inner join task using (task_id)
    where
        item.dataset_id = $dataset_id
        and not label.is_crowd
        and task.task_name = coalesce($name, task.task_name)

),

counted as (

    select
        task_name,
        class_name,
        count(*) as item_count
    from labelled
    group by task_name, class_name

)

select
    labelled.item_id,
    arg_min(labelled.class_name, (counted.item_count, labelled.class_name)) as class_name
from labelled
inner join counted using (task_name, class_name)
group by labelled.item_id
order by labelled.item_id;
