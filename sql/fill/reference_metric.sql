-- fill:   target_value, a temporary table: the lengths of references
-- grain:  one row per label of the task and data set
-- reads:  _words, class, item, label
-- params: dataset_id, task_id

create or replace temp table target_value as
select
    label.label_id as target_id,
    length(nfc_normalize(label.text)) as character_count,
    len(_words(nfc_normalize(label.text))) as word_count
from label
inner join item using (item_id)
inner join class using (class_id)
where item.dataset_id = $dataset_id and class.task_id = $task_id;
