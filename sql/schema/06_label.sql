-- table:  label
-- grain:  one row per (label_id): one ground-truth object, or one tag of an item
-- units:  *_px in pixels from the top left corner, x right, y down; area_px2 in square pixels
-- note:   label_id rises by item_order, class, geometry, label_key, source_row within a load, so that
--         "the lowest label_id" does not depend on the order of the rows in the file;
--         loaded label metadata and metrics are further columns

create table if not exists label (
    label_id bigint,
    item_id bigint,
    class_id bigint,
    label_key varchar,
    source_row bigint,
    shape varchar,
    text varchar,
    other_texts varchar[],
    x_px double,
    y_px double,
    w_px double,
    h_px double,
    angle_deg double,
    geometry blob,
    mask struct(size integer[], counts varchar),
    keypoints double[],
    comparable_bits utinyint,
    area_px2 double,
    is_crowd boolean,
    is_difficult boolean,
    aspect_ratio double,
    relative_area double,
    border_proximity double,
    same_class_overlap double,
    other_class_overlap double,
    vertex_count integer,
    part_count integer,
    visible_keypoints integer,
    random double
);

comment on table label is 'One ground-truth object or tag of an item, with a column for each label metadata field and metric that was loaded.';
comment on column label.label_id is 'Key of the label in this file; rises with item, class and geometry.';
comment on column label.label_key is 'The id that the user wrote, as text; the place in the file where there was none.';
comment on column label.source_row is 'Place of the label among all label rows of its data set, in the order they were loaded, from 0; COCO breaks ties of IoU by it.';
comment on column label.shape is 'box, rotated_box, polygon, mask, keypoints, polyline, or tag: a label of the whole item. Whatever the shape, x_px to h_px are the box around it.';
comment on column label.text is 'Reference of a task of generated text, or a text that was loaded with an object; null elsewhere.';
comment on column label.other_texts is 'Further references of the item, in the order of the file; null where there is one.';
comment on column label.x_px is 'Left edge in pixels.';
comment on column label.y_px is 'Top edge in pixels.';
comment on column label.w_px is 'Width in pixels.';
comment on column label.h_px is 'Height in pixels.';
comment on column label.angle_deg is 'Rotation in degrees; null for an axis-aligned box.';
comment on column label.geometry is 'WKB of a polygon, of the corners of a rotated box or of a polyline, in pixels; null for other shapes.';
comment on column label.mask is 'Mask as COCO writes it: size is [height, width], counts the compressed run lengths; null for other shapes.';
comment on column label.keypoints is 'x, y and visibility of each keypoint in turn, in pixels; visibility is 0 where a keypoint is not there. Null for other shapes.';
comment on column label.comparable_bits is 'What the label counts as: bit 0 box, 1 rotated_box, 2 mask, 3 keypoints, 4 polyline, 5 mixed, 6 tag; no bits 3 and 5 where none of its keypoints is visible.';
comment on column label.area_px2 is 'Area in square pixels as the file gives it, else width times height.';
comment on column label.is_crowd is 'Whether the label stands for a crowd of objects: never found, never missed; predictions inside it are ignored.';
comment on column label.is_difficult is 'Whether the label is difficult in the sense of PASCAL VOC: protocol voc ignores it.';
comment on column label.aspect_ratio is 'Width over height of the box; null for a box without height.';
comment on column label.relative_area is 'area_px2 over the area of the image; null where its size is unknown. More than 1 is possible where a box reaches out of the image.';
comment on column label.border_proximity is 'How near the box comes to a border of the image: the largest of x, y, 1 - x, 1 - y over its corners, in fractions of the image; 1 touches, more reaches out.';
comment on column label.same_class_overlap is 'Largest IoU with another label of its class on the item; 0 where none overlaps it. From 0.6 up it may be a duplicate.';
comment on column label.other_class_overlap is 'Largest IoU with a label of another class on the item; 0 where none overlaps it.';
comment on column label.vertex_count is 'Vertices of the polygon or polyline, over all its parts; null for other shapes.';
comment on column label.part_count is 'Separate parts of the polygon; null for other shapes.';
comment on column label.visible_keypoints is 'Keypoints whose visibility is above 0; null for other shapes.';
comment on column label.random is 'Control metric: uniform in [0, 1), from a hash of item_key and label_key, or of item, class and box where the file has no keys.';
