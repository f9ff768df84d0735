-- view:   duplicate_prediction
-- grain:  one row per (prediction_set, prediction_id)
-- reads:  duplicate_prediction
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; duplicate_prediction(...) takes parameters

create or replace view duplicate_prediction as
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
    taken_by_prediction_id,
    taken_by_prediction_key,
    taken_by_confidence
from duplicate_prediction();

comment on view duplicate_prediction is
'Predictions of a label that a more confident prediction has at IoU .50 (type Dupe), with both.';
comment on column duplicate_prediction.prediction_set is
'Name of the prediction set.';
comment on column duplicate_prediction.item_id is
'Key of the item in this file.';
comment on column duplicate_prediction.item_key is
'Id of the item as the user wrote it.';
comment on column duplicate_prediction.prediction_id is
'Key of the prediction in this file.';
comment on column duplicate_prediction.prediction_key is
'Id of the prediction as the user wrote it; its place in the file (from 0) where there was none.';
comment on column duplicate_prediction.class_name is
'Name of the class.';
comment on column duplicate_prediction.confidence is
'Confidence of the prediction.';
comment on column duplicate_prediction.label_id is
'Key of the label that both are about.';
comment on column duplicate_prediction.label_key is
'Id of that label as the user wrote it.';
comment on column duplicate_prediction.iou is
'IoU of the prediction with the label.';
comment on column duplicate_prediction.taken_by_prediction_id is
'Key of the prediction that has the label.';
comment on column duplicate_prediction.taken_by_prediction_key is
'Id of that prediction as the user wrote it; its place in the file where there was none.';
comment on column duplicate_prediction.taken_by_confidence is
'Confidence of that prediction.';
