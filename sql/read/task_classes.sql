-- query:  task_classes
-- grain:  one row per (class_id) of the task of a set, in the order of the list of its data set
-- reads:  _class_place, prediction_set
-- params: prediction_set_id

select listed.class_id
from prediction_set
inner join _class_place() as listed using (dataset_id, task_id)
where prediction_set.prediction_set_id = $prediction_set_id
order by listed.place;
