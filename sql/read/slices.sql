-- query:  slices
-- grain:  one row per (slice_name), in the order in which they were saved
-- reads:  slice, slice_item

select
    slice.slice_id,
    slice.slice_name,
    slice.predicate,
    count(slice_item.item_id) as item_count,
    slice.created_at
from slice
left join slice_item using (slice_id)
group by slice.slice_id, slice.slice_name, slice.predicate, slice.created_at
order by slice.slice_id;
