-- fill:   collection
-- reads:  collection
-- params: collection_id, collection_name, collection_target, predicate, note, created_at

insert into collection (collection_id, collection_name, target, predicate, note, created_at)
values ($collection_id, $collection_name, $collection_target, $predicate, $note, $created_at);
