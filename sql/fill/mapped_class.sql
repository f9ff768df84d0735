-- fill:   class
-- reads:  _class_mapped, class, prediction_set
-- params: from_set_id, dataset_id
-- note:   names that only the class map has

insert into class by name
select
    (select coalesce(max(class.class_id), 0) as last_id from class)
    + row_number() over (order by mapped.task_id, mapped.to_class) as class_id,
    mapped.task_id,
    mapped.to_class as class_name
from _class_mapped() as mapped
inner join prediction_set on mapped.from_dataset_id = prediction_set.dataset_id
where
    prediction_set.prediction_set_id = $from_set_id
    and mapped.to_dataset_id = $dataset_id
    and mapped.to_class is not null
    and mapped.to_class_id is null
group by mapped.task_id, mapped.to_class;
