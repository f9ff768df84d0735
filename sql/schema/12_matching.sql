-- table:  matching
-- grain:  one row per (matching_id): a prediction set compared with the labels as one shape
-- null:   iou_mode where there are no areas; measure where it is the IoU, or the shape leaves no choice;
--         scale_px where the measure has none

create table if not exists matching (
    matching_id bigint,
    prediction_set_id bigint,
    compared_as varchar,
    is_own_shape boolean,
    iou_mode varchar,
    measure varchar,
    scale_px double,
    is_matched_closest boolean,
    is_matched_coco boolean
);

comment on table matching is 'A prediction set compared with the labels as one shape: as its own, and as others where that was asked for.';
comment on column matching.matching_id is 'Key of the matching in this file.';
comment on column matching.compared_as is 'box, rotated_box, mask, keypoints, polyline; mixed: each pair of objects as what both are; tag: answers about whole items.';
comment on column matching.is_own_shape is 'Whether it is the shape of the predictions, which macros compare as when compare_as is not given.';
comment on column matching.iou_mode is 'raster: shapes are drawn in the pixels of the image and pixels are counted; vector: areas are computed.';
comment on column matching.measure is 'How alike two polylines are: chamfer, frechet or buffer; boundary for masks compared along their boundary too.';
comment on column matching.scale_px is 'Distance in pixels at which the similarity of polylines is 0, or the width of the buffer.';
comment on column matching.is_matched_closest is 'Whether match and evaluated hold it (protocols closest and voc).';
comment on column matching.is_matched_coco is 'Whether match_coco holds it (protocol coco).';
