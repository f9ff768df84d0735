-- query:  slice_items
-- grain:  one row per (item_id): an item of one saved slice
-- reads:  slice, slice_item, item
-- params: slice_name

with

chosen as (

    select slice_id
    from slice
    where slice_name = $slice_name

)

select
    item.item_id,
    item.item_key,
    item.uri
from chosen
inner join slice_item using (slice_id)
inner join item using (item_id)
order by item.item_id;
