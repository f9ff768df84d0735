-- table:  item
-- grain:  one row per (item_id): an image, a frame, a text
-- units:  *_px in pixels
-- null:   width_px, height_px where the file gave none, and what follows from them
-- note:   loaded metadata and item metrics are further columns, added by rebuilding the table

create table if not exists item (
    item_id bigint,
    dataset_id bigint,
    item_key varchar,
    item_order bigint,
    uri varchar,
    width_px bigint,
    height_px bigint,
    split varchar,
    aspect_ratio double,
    object_count bigint,
    object_density double,
    random double
);

comment on table item is 'One image, frame or text of a data set, with a column for each metadata field and item metric that was loaded.';
comment on column item.item_id is 'Key of the item in this file.';
comment on column item.item_key is 'The id that the user wrote, as text; unique within a data set version.';
comment on column item.item_order is 'Place of the item in its data set by item_key: numbers first, by value (9 before 10), then text. Ties of confidence across items are ranked in this order.';
comment on column item.uri is 'File name or address as written in the labels file.';
comment on column item.width_px is 'Width in pixels; null where unknown.';
comment on column item.height_px is 'Height in pixels; null where unknown.';
comment on column item.split is 'Name of the split (train, val, ...) where the file gave one.';
comment on column item.aspect_ratio is 'Width over height.';
comment on column item.object_count is 'Number of its labels, crowds included; 0 for an item without.';
comment on column item.object_density is 'Share of the image that its labels cover, what several cover counted once; 0 for an item without labels, null where the size is unknown.';
comment on column item.random is 'Control metric: uniform in [0, 1), from a hash of item_key; tells how strong a relation looks that does not exist.';
