-- table:  match
-- grain:  one row per (matching_id, prediction_id): the closest label of its class, protocols closest and voc
-- null:   label_id where no label of its class overlaps; crowd_overlap where no crowd does
-- follows: true positive at threshold t exactly if iou >= t and duplicate_iou < t

create table if not exists match (
    matching_id bigint,
    prediction_id bigint,
    label_id bigint,
    iou double,
    duplicate_iou double,
    crowd_overlap double
);

comment on table match is 'The closest label of each prediction, as an interval: it is a true positive at every IoU threshold t with duplicate_iou < t <= iou.';
comment on column match.matching_id is 'Which set, compared as which shape.';
comment on column match.label_id is 'Label of the same class with the highest IoU (ties: the lowest label_id); null when none overlaps.';
comment on column match.iou is 'IoU with that label; 0 when there is none.';
comment on column match.duplicate_iou is 'Highest IoU among the better predictions of the same label (confidence, then IoU, then prediction_id); -1 when there is none.';
comment on column match.crowd_overlap is 'Largest share of the prediction inside a crowd label of its class, or IoU with another that is ignored (pair.is_ignored); null when there is none.';
