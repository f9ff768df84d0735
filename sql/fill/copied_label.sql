-- fill:   label
-- reads:  copied_class, class, item, label of the other project
-- params: source_id, dataset_id
-- note:   source.item_key stands for every column that both tables have, keys of ours apart

insert into label by name
select
    (select coalesce(max(last.label_id), 0) as last_id from label as last)
    + row_number() over (order by source.label_id) as label_id,
    item.item_id,
    class.class_id,
    source.item_key
from _other.label as source
inner join _other.item as image on source.item_id = image.item_id
inner join item on item.dataset_id = $dataset_id and image.item_key = item.item_key
inner join copied_class on source.class_id = copied_class.source_id
inner join class
    on copied_class.class_name = class.class_name and copied_class.task_id = class.task_id
where image.dataset_id = $source_id
order by source.label_id asc;
