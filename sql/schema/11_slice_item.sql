-- table:  slice_item
-- grain:  one row per (slice_id, item_id): a member of a saved slice

create table if not exists slice_item (
    slice_id bigint,
    item_id bigint
);

comment on table slice_item is 'A member of a saved slice.';
