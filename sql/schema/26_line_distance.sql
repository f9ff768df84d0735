-- table:  line_distance
-- grain:  one row per (matching_id, prediction_id, label_id): two polylines of one item and one class
-- units:  distance_px in pixels, or in what the coordinates are given
-- absent: lines that are compared by the overlap of their buffers
-- note:   derived from label and prediction, rebuilt per matching; never the only home of a fact. It has
--         all pairs, also those beyond the scale of the matching, which are none in pair

create table if not exists line_distance (
    matching_id bigint,
    prediction_id bigint,
    label_id bigint,
    distance_px double
);

comment on table line_distance is 'How far apart a predicted and a labelled polyline of the same item and class are.';
comment on column line_distance.matching_id is 'Which set, compared as which shape; its measure says which distance that is.';
comment on column line_distance.distance_px is 'Chamfer or Fréchet distance as it is, whatever the scale of the matching; pair.iou is 1 - distance_px / scale_px, not below 0.';
