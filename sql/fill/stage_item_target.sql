-- fill:   target_value, a temporary table
-- grain:  one row per item and description of it in a staged labels file
-- reads:  staged_item_value, item
-- params: dataset_id

create or replace temp table target_value as
select distinct
    item.item_id as target_id,
    staged_item_value.*
from staged_item_value
inner join item on staged_item_value.target_key = item.item_key and item.dataset_id = $dataset_id;
