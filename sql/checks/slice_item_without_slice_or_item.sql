-- check:  slice_item_without_slice_or_item
-- means:  A member of a saved slice names a slice or an item that does not exist.
-- reads:  slice_item, slice, item

select
    slice_item.slice_id,
    slice_item.item_id
from slice_item
left join slice using (slice_id)
left join item using (item_id)
where slice.slice_id is null or item.item_id is null
order by slice_item.slice_id, slice_item.item_id;
