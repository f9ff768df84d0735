-- fill:   item
-- reads:  item of the other project
-- params: source_id, dataset_id
-- note:   source.item_key stands for every column that both tables have, keys of ours apart

insert into item by name
select
    (select coalesce(max(last.item_id), 0) as last_id from item as last)
    + row_number() over (order by source.item_id) as item_id,
    $dataset_id as dataset_id,
    source.item_key
from _other.item as source
where source.dataset_id = $source_id
order by source.item_id asc;
