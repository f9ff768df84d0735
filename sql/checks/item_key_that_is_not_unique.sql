-- check:  item_key_that_is_not_unique
-- means:  Two items of one data set have the same key of the user.
-- reads:  item

select
    dataset_id,
    item_key,
    count(*) as row_count
from item
group by dataset_id, item_key
having count(*) > 1
order by dataset_id, item_key;
