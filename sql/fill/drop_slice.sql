-- fill:   removes one slice, and what was noted about it
-- reads:  collection, slice, slice_item
-- params: slice_id

delete from slice_item
where slice_id = $slice_id;

delete from collection
where
    target = 'item'
    and collection_name in (
        select slice.slice_name
        from slice
        where slice.slice_id = $slice_id
    );

delete from slice
where slice_id = $slice_id;
