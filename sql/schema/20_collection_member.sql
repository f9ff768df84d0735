-- table:  collection_member
-- grain:  one row per (collection_id, member_id): a label or a prediction of a collection

create table if not exists collection_member (
    collection_id bigint,
    member_id bigint
);

comment on table collection_member is 'A label or a prediction of a collection; items are in slice_item.';
comment on column collection_member.collection_id is 'Key of the collection in this file.';
comment on column collection_member.member_id is 'Its label_id or prediction_id, as the target of the collection says.';
