-- table:  match_coco
-- grain:  one row per (matching_id, prediction_id, label_id) matched by the greedy rule of COCO in any cell
-- units:  bit area_range * 10 + threshold of each mask; area ranges all, small, medium, large;
--         thresholds .50:.05:.95
-- absent: predictions beyond the hundredth of their item and class; unmatched predictions

create table if not exists match_coco (
    matching_id bigint,
    prediction_id bigint,
    label_id bigint,
    iou double,
    true_bits ubigint,
    ignored_bits ubigint
);

comment on table match_coco is 'A prediction and a label that the greedy rule of COCO matches at some of its 10 thresholds and 4 area ranges.';
comment on column match_coco.matching_id is 'Which set, compared as which shape.';
comment on column match_coco.iou is 'IoU of the two; for a crowd label the share of the prediction inside it.';
comment on column match_coco.true_bits is 'Bit area_range * 10 + threshold is set where the match is a true positive.';
comment on column match_coco.ignored_bits is 'Bit area_range * 10 + threshold is set where the label is a crowd or outside the area range, so that the prediction is ignored.';
