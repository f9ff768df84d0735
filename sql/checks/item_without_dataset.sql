-- check:  item_without_dataset
-- means:  An item belongs to a data set that does not exist.
-- reads:  item, dataset

select
    item.item_id,
    item.dataset_id
from item
anti join dataset using (dataset_id)
order by item.item_id;
