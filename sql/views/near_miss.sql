-- view:   near_miss
-- grain:  one row per (prediction_set, prediction_id)
-- reads:  near_miss
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; near_miss(...) takes parameters

create or replace view near_miss as
select
    prediction_set,
    item_id,
    item_key,
    prediction_id,
    prediction_key,
    class_name,
    confidence,
    label_id,
    label_key,
    iou,
    missing_iou,
    would_find,
    taken_by_prediction_id
from near_miss();

comment on view near_miss is
'Predictions of the right class with too low an IoU at .50 (type Loc), with the label they are near.';
comment on column near_miss.prediction_set is
'Name of the prediction set.';
comment on column near_miss.item_id is
'Key of the item in this file.';
comment on column near_miss.item_key is
'Id of the item as the user wrote it.';
comment on column near_miss.prediction_id is
'Key of the prediction in this file.';
comment on column near_miss.prediction_key is
'Id of the prediction as the user wrote it; its place in the file (from 0) where there was none.';
comment on column near_miss.class_name is
'Name of the class.';
comment on column near_miss.confidence is
'Confidence of the prediction.';
comment on column near_miss.label_id is
'Key of the label that the prediction is near.';
comment on column near_miss.label_key is
'Id of that label as the user wrote it.';
comment on column near_miss.iou is
'IoU of the two.';
comment on column near_miss.missing_iou is
'What the IoU lacks to the threshold.';
comment on column near_miss.would_find is
'Whether a better box would find the label: it is free, and no error about it is more confident.';
comment on column near_miss.taken_by_prediction_id is
'Key of the prediction that has the label; null when it is free.';
