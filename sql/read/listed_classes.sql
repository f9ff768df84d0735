-- query:  listed_classes
-- grain:  one row per (class_id) of a task that the data set declares, in the order of its list
-- reads:  _class_place
-- params: dataset_id, task_id

select
    class_key,
    class_name
from _class_place()
where
    dataset_id = $dataset_id
    and task_id = $task_id
    and class_key is not null
order by place;
