-- fill:   known_item, a temporary table
-- grain:  one row per name by which a file may mean an item of the data set
-- reads:  item
-- params: dataset_id, joined_by
-- note:   a file name is what follows the last slash of the uri, or of the key where there is no
--         uri; its stem is the name without the last suffix. item_count > 1: the name is
--         ambiguous. 7.0 is the item 7: pandas makes floats of integers as soon as one is missing

create or replace temp table known_item as
with

named as (

    select
        item_id,
        item_order,
        item_key,
        joined_key(
            case when $joined_by = 'item_key' then item_key else coalesce(uri, item_key) end,
            $joined_by
        ) as join_key
    from item
    where dataset_id = $dataset_id

),

grouped as (

    select
        join_key,
        min(item_id)::integer as item_id,
        min(item_order)::integer as item_order,
        count(*) as item_count,
        list(item_key order by item_order)[1:2] as item_keys
    from named
    group by join_key

)

select *
from grouped
union all
select
    whole.join_key || '.0' as join_key,
    whole.item_id,
    whole.item_order,
    whole.item_count,
    whole.item_keys
from grouped as whole
anti join grouped as taken on whole.join_key || '.0' = taken.join_key
where regexp_full_match(whole.join_key, '-?[0-9]+');
