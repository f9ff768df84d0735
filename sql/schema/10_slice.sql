-- table:  slice
-- grain:  one row per (slice_id): a saved subset of items

create table if not exists slice (
    slice_id bigint,
    slice_name varchar,
    predicate varchar,
    created_at timestamp
);

comment on table slice is 'A saved subset of items; slices may overlap.';
comment on column slice.slice_name is 'Name of the slice, unique; all is reserved.';
comment on column slice.predicate is 'The SQL predicate over item that chose the members.';
comment on column slice.created_at is 'When the slice was saved; UTC.';
