-- table:  pair
-- grain:  one row per (prediction_id, label_id) of one item whose boxes overlap
-- units:  iou is a fraction in [0, 1]
-- absent: pairs without overlap; pairs of different classes below IoU 0.1

create table if not exists pair (
    prediction_id bigint,
    label_id bigint,
    iou double,
    is_same_class boolean
);

comment on table pair is 'A prediction and a label of the same item that overlap.';
comment on column pair.iou is 'Intersection over union; for a crowd label the share of the prediction inside it, as COCO measures. Fraction in [0, 1].';
comment on column pair.is_same_class is 'Whether both are of one class; pairs of different classes are kept from IoU 0.1 up.';
