-- table:  evaluated
-- grain:  one row per (matching_id, prediction_id): a prediction joined with its matches, ready to rank
-- note:   derived from prediction, match and match_coco, rebuilt per matching, sorted by
--         matching_id, class_id, prediction_id; never the only home of a fact

create table if not exists evaluated (
    matching_id bigint,
    prediction_set_id bigint,
    class_id bigint,
    item_id bigint,
    prediction_id bigint,
    confidence double,
    class_rank bigint,
    coco_class_rank bigint,
    coco_item_rank bigint,
    label_id bigint,
    iou double,
    duplicate_iou double,
    crowd_overlap double,
    is_difficult boolean,
    grid_true_count utinyint,
    event_id bigint,
    area_bits utinyint,
    label_area_bits utinyint,
    coco_true_bits ubigint,
    coco_ignored_bits ubigint,
    coco_event_number bigint
);

comment on table evaluated is 'A prediction joined with its matches: what the macros read.';
comment on column evaluated.matching_id is 'Which set, compared as which shape.';
comment on column evaluated.class_rank is 'Rank within set and class by confidence, ties by item_order, geometry, key, place in the file (closest, voc).';
comment on column evaluated.coco_class_rank is 'Rank within set and class by confidence, ties by item_order, place in the file (coco).';
comment on column evaluated.is_difficult is 'Whether the closest label is difficult.';
comment on column evaluated.grid_true_count is 'At how many of the thresholds .50:.05:.95 the prediction is a true positive under closest.';
comment on column evaluated.event_id is 'The next prediction of the set by prediction_id, itself included, that has a closest label or overlaps a crowd; null after the last.';
comment on column evaluated.area_bits is 'Bit r is set where the area of the prediction lies in range r (0 all, 1 small, 2 medium, 3 large).';
comment on column evaluated.label_area_bits is 'Bit r is set where the area of the closest label lies in range r.';
comment on column evaluated.coco_true_bits is 'Bit area_range * 10 + threshold is set where the prediction is a true positive under coco.';
comment on column evaluated.coco_ignored_bits is 'Bit area_range * 10 + threshold is set where the prediction is matched to an ignored label under coco.';
comment on column evaluated.coco_event_number is 'Number of the next prediction of its class by coco_class_rank, itself included, that has any coco bit set; null after the last.';
comment on column evaluated.confidence is 'Confidence of the prediction.';
comment on column evaluated.iou is 'IoU with the closest label of its class; 0 when there is none.';
comment on column evaluated.duplicate_iou is 'As in match.';
comment on column evaluated.crowd_overlap is 'As in match.';
comment on column evaluated.coco_item_rank is 'Rank within item and class by confidence, place in the file (coco); maxDets cuts by it.';
