-- query:  collections
-- grain:  one row per (collection_name), saved slices among them, in the order of their making
-- reads:  collection, collection_member, slice, slice_item
-- null:   note where none was given

with

of_items as (

    select
        slice.slice_id as own_id,
        slice.slice_name as collection_name,
        'item' as target,
        slice.predicate,
        collection.note,
        (
            select count(*) from slice_item
            where slice_item.slice_id = slice.slice_id
        ) as member_count,
        slice.created_at
    from slice
    left join collection
        on slice.slice_name = collection.collection_name and collection.target = 'item'

),

of_objects as (

    select
        collection.collection_id as own_id,
        collection.collection_name,
        collection.target,
        collection.predicate,
        collection.note,
        (
            select count(*) from collection_member
            where collection_member.collection_id = collection.collection_id
        ) as member_count,
        collection.created_at
    from collection
    where collection.target <> 'item'

)

from of_items
union all
from of_objects
order by created_at, target, own_id;
