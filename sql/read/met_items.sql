-- query:  met_items
-- grain:  one row
-- reads:  staged_name, item
-- params: dataset_id, way, named
-- note:   how many of the names of a file would be items of the data set if names were compared
--         this way, and the first of either side that are not; a name that several items have
--         is not met. 7.0 is the item 7, as in stage_known_item.sql

with

ours as (

    select
        joined_key(
            case when $way = 'item_key' then item_key else coalesce(uri, item_key) end, $way
        ) as join_key,
        min(item_order) as item_order,
        count(*) as item_count
    from item
    where dataset_id = $dataset_id
    group by join_key

),

theirs as (

    select
        joined_key(given_name, $way) as join_key,
        min(first_place) as first_place
    from staged_name
    group by join_key

),

compared as (

    select
        theirs.join_key as given,
        theirs.first_place,
        ours.join_key as known,
        ours.item_order,
        coalesce(ours.item_count, 1) as item_count
    from theirs
    full join ours
        on
            theirs.join_key = ours.join_key
            or (
                regexp_full_match(theirs.join_key, '-?[0-9]+\.0')
                and theirs.join_key = ours.join_key || '.0'
            )

)

select
    count(*) filter (where given is not null and known is not null and item_count = 1) as met,
    count(given) as given,
    (
        select count(*) from item
        where item.dataset_id = $dataset_id
    ) as known,
    list_slice(
        list(given order by first_place) filter (where known is null), 1, $named
    ) as theirs,
    list_slice(
        list(known order by item_order) filter (where given is null), 1, $named
    ) as ours
from compared;
