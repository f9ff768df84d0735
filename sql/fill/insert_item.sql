-- fill:   item
-- reads:  staged_item
-- params: dataset_id
-- note:   item_order is set afterwards, over the whole data set (load_item_order.sql)

insert into item by name
with

first_of_key as (

    select
        item_key,
        arg_min(uri, place) as uri,
        arg_min(width_px, place) as width_px,
        arg_min(height_px, place) as height_px,
        arg_min(split, place) as split
    from staged_item
    where item_key is not null
    group by item_key

)

select
    (select coalesce(max(item.item_id), 0) as last_id from item) + row_number() over (
        order by
            case
                when regexp_full_match(first_of_key.item_key, '[+-]?[0-9]+')
                    then try_cast(first_of_key.item_key as hugeint)
            end asc nulls last,
            first_of_key.item_key asc
    ) as item_id,
    $dataset_id as dataset_id,
    -- 53 bits of the hash: as many as a double holds
    (hash('duckeval item', first_of_key.item_key) >> 11)::double / 9007199254740992 as random,
    first_of_key.*
from first_of_key
anti join item on first_of_key.item_key = item.item_key and item.dataset_id = $dataset_id;

-- what an item did not say before, a later file may
update item
set
    uri = coalesce(item.uri, said.uri),
    width_px = coalesce(item.width_px, said.width_px),
    height_px = coalesce(item.height_px, said.height_px),
    split = coalesce(item.split, said.split)
from (
    select
        item_key,
        max(uri) as uri,
        max(width_px) as width_px,
        max(height_px) as height_px,
        max(split) as split
    from staged_item
    group by item_key
) as said
where
    item.item_key = said.item_key
    and item.dataset_id = $dataset_id
    and (
        (item.uri is null and said.uri is not null)
        or (item.width_px is null and said.width_px is not null)
        or (item.height_px is null and said.height_px is not null)
        or (item.split is null and said.split is not null)
    );
