-- table:  collection
-- grain:  one row per (collection_name): a named list of objects that somebody put together
-- null:   note where none was given
-- note:   a collection of items is a saved slice of the same name, which holds predicate and
--         members; its row here only adds a note, and may be missing

create table if not exists collection (
    collection_id bigint,
    collection_name varchar,
    target varchar,
    predicate varchar,
    note varchar,
    created_at timestamp
);

comment on table collection is 'A named list of labels or predictions, and the notes of saved slices.';
comment on column collection.collection_id is 'Key of the collection in this file.';
comment on column collection.collection_name is 'Name of the collection; no slice has it but the one that it is a note of.';
comment on column collection.target is 'What is listed: item, label or prediction.';
comment on column collection.predicate is 'The SQL predicate over the target that chose the members.';
comment on column collection.note is 'What the list is for, in the words of whoever made it.';
comment on column collection.created_at is 'When it was made; UTC.';
