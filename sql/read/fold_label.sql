-- query:  fold_label
-- grain:  one row per (item_id, class_name): a label of the task
-- reads:  class, item, label, task
-- params: dataset_id, name

select distinct
    label.item_id,
    class.class_name
from label
inner join item using (item_id)
inner join class using (class_id)
inner join task using (task_id)
where item.dataset_id = $dataset_id and task.task_name = $name
order by label.item_id, class.class_name;
