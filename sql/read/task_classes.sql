-- query:  task_classes
-- grain:  one row per (class_id) of the task of a set, in the order of the list of its data set
-- reads:  class, dataset_class, prediction_set
-- params: prediction_set_id

select class.class_id
from prediction_set
inner join class using (task_id)
left join (
    select
        dataset_id,
        class_id,
        min(class_index) as class_index
    from dataset_class
    group by dataset_id, class_id
) as listed
    on prediction_set.dataset_id = listed.dataset_id and class.class_id = listed.class_id
where prediction_set.prediction_set_id = $prediction_set_id
order by listed.class_index nulls last, class.class_name;
