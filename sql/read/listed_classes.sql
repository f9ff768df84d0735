-- query:  listed_classes
-- grain:  one row per (class_id) of a task that the data set declares, in the order of its list
-- reads:  class, dataset_class
-- params: dataset_id, task_id

with

listed as (

    select
        class_id,
        min(class_key) as class_key,
        min(class_index) as class_index
    from dataset_class
    where dataset_id = $dataset_id
    group by class_id

),

named as (

    select
        class_id,
        class_name
    from class
    where task_id = $task_id

)

select
    listed.class_key,
    named.class_name
from listed
inner join named using (class_id)
order by listed.class_index, named.class_name;
