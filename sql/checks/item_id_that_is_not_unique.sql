-- check:  item_id_that_is_not_unique
-- means:  Two items have one key.
-- reads:  item

select
    item_id,
    count(*) as row_count
from item
group by item_id
having count(*) > 1
order by item_id;
