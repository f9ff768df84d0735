-- query:  stale_slice_items
-- grain:  one row: how many items a saved slice has too many or too few
-- reads:  item, slice_item
-- params: slice_id, predicate

with

chosen as (

    select member.item_id
    from query('select item_id from item where (' || $predicate || chr(10) || ')') as member

),

saved as (

    select item_id
    from slice_item
    where slice_id = $slice_id

)

select count(*) as item_count
from chosen
full outer join saved using (item_id)
where chosen.item_id is null or saved.item_id is null;
