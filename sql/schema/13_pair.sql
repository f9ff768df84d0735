-- table:  pair
-- grain:  one row per (matching_id, prediction_id, label_id) of one item that overlap
-- units:  iou is a fraction in [0, 1]
-- absent: pairs without overlap; pairs of different classes below IoU 0.1

create table if not exists pair (
    matching_id bigint,
    prediction_id bigint,
    label_id bigint,
    iou double,
    is_same_class boolean,
    is_ignored boolean
);

comment on table pair is 'A prediction and a label of the same item that overlap.';
comment on column pair.iou is 'Intersection over union; for a crowd label the share of the prediction inside it, as COCO measures; of keypoints their similarity (OKS), of polylines the similarity of the matching. Fraction in [0, 1].';
comment on column pair.matching_id is 'Which set, compared as which shape.';
comment on column pair.is_ignored is 'Whether the label hides predictions instead of being found: a crowd or, as keypoints, one without a visible keypoint.';
comment on column pair.is_same_class is 'Whether both are of one class; pairs of different classes are kept from IoU 0.1 up.';
