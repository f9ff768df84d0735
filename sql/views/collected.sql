-- view:   collected
-- grain:  one row per (collection, target, item_id, label_id, prediction_id)
-- reads:  collection, collection_member, label, prediction, slice, slice_item
-- null:   label_id and prediction_id of an item, prediction_id of a label, label_id of a prediction

create or replace view collected as
select
    slice.slice_name as collection,
    'item' as target,
    slice_item.item_id,
    null::bigint as label_id,
    null::bigint as prediction_id
from slice
inner join slice_item using (slice_id)
union all
select
    collection.collection_name as collection,
    collection.target,
    label.item_id,
    label.label_id,
    null::bigint as prediction_id
from collection
inner join collection_member using (collection_id)
inner join label on collection_member.member_id = label.label_id
where collection.target = 'label'
union all
select
    collection.collection_name as collection,
    collection.target,
    prediction.item_id,
    null::bigint as label_id,
    prediction.prediction_id
from collection
inner join collection_member using (collection_id)
inner join prediction on collection_member.member_id = prediction.prediction_id
where collection.target = 'prediction'
order by collection, item_id, label_id, prediction_id;

comment on view collected is
'The members of every collection; a saved slice is a collection of items.';
comment on column collected.collection is
'Name of the collection or the slice.';
comment on column collected.target is
'item, label or prediction: what the collection lists.';
comment on column collected.item_id is
'The item, or the item of the label or prediction.';
