-- fill:   removes one collection of labels or predictions
-- reads:  collection, collection_member
-- params: collection_id

delete from collection_member
where collection_id = $collection_id;

delete from collection
where collection_id = $collection_id;
