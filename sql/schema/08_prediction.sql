-- table:  prediction
-- grain:  one row per (prediction_id): one predicted object
-- units:  *_px in pixels from the top left corner, x right, y down; area_px2 in square pixels;
--         confidence usually in [0, 1], always finite
-- note:   stored in, and prediction_id rising in, the order prediction_set_id, class_id, confidence
--         descending, item_order, x, y, w, h, prediction_key, source_row: within a set and a class
--         prediction_id is the rank by confidence with every tie broken;
--         loaded prediction metrics are further columns

create table if not exists prediction (
    prediction_id bigint,
    prediction_set_id bigint,
    item_id bigint,
    class_id bigint,
    prediction_key varchar,
    source_row bigint,
    confidence double,
    shape varchar,
    text varchar,
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

comment on table prediction is 'One predicted object or answer about an item, with a column for each prediction metric that was loaded.';
comment on column prediction.prediction_id is 'Key of the prediction in this file; rises by class, then by falling confidence.';
comment on column prediction.prediction_key is 'The id that the user wrote, as text; null where the file has none (views then show source_row).';
comment on column prediction.source_row is 'Place of the prediction in its file, from 0; protocol coco breaks ties of confidence within an item by it.';
comment on column prediction.confidence is 'Score of the prediction, as loaded; finite.';
comment on column prediction.shape is 'box, rotated_box, polygon, mask, keypoints, polyline, or tag: an answer about the whole item. Whatever the shape, x_px to h_px are the box around it.';
comment on column prediction.text is 'Answer to a task of generated text, or a text that was loaded with an object; null elsewhere.';
comment on column prediction.x_px is 'Left edge in pixels.';
comment on column prediction.y_px is 'Top edge in pixels.';
comment on column prediction.w_px is 'Width in pixels.';
comment on column prediction.h_px is 'Height in pixels.';
comment on column prediction.angle_deg is 'Rotation in degrees; null for an axis-aligned box.';
comment on column prediction.geometry is 'WKB of a polygon, of the corners of a rotated box or of a polyline, in pixels; null for other shapes.';
comment on column prediction.mask is 'Mask as COCO writes it: size is [height, width], counts the compressed run lengths; null for other shapes.';
comment on column prediction.keypoints is 'x, y and visibility of each keypoint in turn, in pixels; visibility is 0 where a keypoint is not there. Null for other shapes.';
comment on column prediction.comparable_bits is 'What the prediction can be compared as: bit 0 box, 1 rotated_box, 2 mask, 3 keypoints, 4 polyline, 5 mixed, 6 tag.';
comment on column prediction.area_px2 is 'Area in square pixels: width times height of a box.';
comment on column prediction.aspect_ratio is 'Width over height of the box; null for a box without height.';
comment on column prediction.relative_area is 'area_px2 over the area of the image; null where its size is unknown. More than 1 is possible where a box reaches out of the image.';
comment on column prediction.border_proximity is 'How near the box comes to a border of the image: the largest of x, y, 1 - x, 1 - y over its corners, in fractions of the image; 1 touches, more reaches out.';
comment on column prediction.same_class_overlap is 'Largest IoU with another prediction of its set and class on the item; 0 where none overlaps it. Null until ''duckeval metrics compute'' has run.';
comment on column prediction.other_class_overlap is 'Largest IoU with a prediction of its set of another class on the item; 0 where none overlaps it. Null until ''duckeval metrics compute'' has run.';
comment on column prediction.vertex_count is 'Vertices of the polygon or polyline, over all its parts; null for other shapes.';
comment on column prediction.part_count is 'Separate parts of the polygon; null for other shapes.';
comment on column prediction.visible_keypoints is 'Keypoints whose visibility is above 0; null for other shapes.';
comment on column prediction.random is 'Control metric: uniform in [0, 1), from a hash of item_key and prediction_key, or of item, class, confidence and box where the file has no keys.';
