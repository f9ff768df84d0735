-- check:  collection_name_that_is_not_unique
-- means:  Two collections, or a collection and a slice, have the same name.
-- reads:  collection, slice

select
    named.collection_name,
    count(*) as row_count
from (
    select collection_name
    from collection
    where target <> 'item'
    union all
    select slice_name as collection_name
    from slice
) as named
group by named.collection_name
having count(*) > 1
order by named.collection_name;
