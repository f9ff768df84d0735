-- fill:   removes the labels of a task of a data set
-- reads:  class, item
-- params: dataset_id, task_id
-- note:   the loads that brought them stay in the ledger, without a data set: loading one of those
--         files again is no repetition

delete from label
where item_id in (
    select item.item_id from item
    where item.dataset_id = $dataset_id
)
and class_id in (
    select class.class_id from class
    where class.task_id = $task_id
);

update load
set dataset_id = null
where kind = 'labels' and dataset_id = $dataset_id;
