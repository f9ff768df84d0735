-- query:  sent_items
-- grain:  one row per (item_id): an item of a collection, of one data set
-- reads:  collected, item
-- params: name, dataset_id

select
    item.item_id,
    item.item_key,
    item.uri,
    item.width_px,
    item.height_px,
    item.split
from item
semi join (
    select collected.item_id
    from collected
    where collected.collection = $name
) as chosen using (item_id)
where item.dataset_id = $dataset_id
order by item.item_order, item.item_id;
