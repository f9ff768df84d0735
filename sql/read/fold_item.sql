-- query:  fold_item
-- grain:  one row per (item_id): an item of the data set
-- reads:  item
-- params: dataset_id, by, group_by
-- null:   stratum and group_name where the expression is null, or there is none

select
    item_id,
    item_key,
    stratum,
    group_name
from
    query(
        'select item_id, dataset_id, item_key, item_order, '
        || 'cast((' || coalesce($by, 'null') || chr(10) || ') as varchar) as stratum, '
        || 'cast((' || coalesce($group_by, 'null') || chr(10) || ') as varchar) as group_name from item'
    )
where dataset_id = $dataset_id
order by item_order, item_id;
