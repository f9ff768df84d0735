-- query:  task_labels
-- grain:  one row per (label_id): a label of the task and the data set of a prediction set
-- reads:  class, item, label, prediction_set
-- params: prediction_set_id

select
    label.item_id,
    label.class_id
from label
inner join item using (item_id)
inner join class using (class_id)
inner join prediction_set
    on item.dataset_id = prediction_set.dataset_id and class.task_id = prediction_set.task_id
where prediction_set.prediction_set_id = $prediction_set_id
order by label.label_id;
