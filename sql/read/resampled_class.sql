-- query:  resampled_class
-- grain:  one row per (class_id), in the order in which means add up
-- reads:  class, dataset_class, prediction_set, task
-- absent: classes of other tasks than that of the set
-- params: predictions

with

of_set as (

    select
        prediction_set.dataset_id,
        prediction_set.task_id,
        task.kind
    from prediction_set
    inner join task using (task_id)
    where prediction_set.prediction_set_name = $predictions

)

select
    class.class_id,
    class.class_name,
    declared.class_id is not null as is_declared,
    of_set.dataset_id,
    of_set.kind as task_kind
from class
inner join of_set using (task_id)
left join dataset_class as declared
    on class.class_id = declared.class_id and of_set.dataset_id = declared.dataset_id
order by class.class_name, class.class_id;
