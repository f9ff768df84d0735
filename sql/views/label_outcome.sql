-- view:   label_outcome
-- grain:  one row per (prediction_set, label_id)
-- reads:  label_outcome
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; label_outcome(...) takes parameters

create or replace view label_outcome as
select
    prediction_set,
    item_id,
    item_key,
    label_id,
    label_key,
    class_name,
    outcome,
    reason,
    prediction_id,
    prediction_key,
    iou
from label_outcome();

comment on view label_outcome is
'What became of each label at IoU .50: found, missed or ignored, and why.';
comment on column label_outcome.prediction_set is
'Name of the prediction set.';
comment on column label_outcome.item_id is
'Key of the item in this file.';
comment on column label_outcome.item_key is
'Id of the item as the user wrote it.';
comment on column label_outcome.label_id is
'Key of the label in this file.';
comment on column label_outcome.label_key is
'Id of the label as the user wrote it.';
comment on column label_outcome.class_name is
'Name of the class.';
comment on column label_outcome.outcome is
'found, missed or ignored.';
comment on column label_outcome.reason is
'missed: low_iou, wrong_class, low_confidence, no_prediction. ignored: crowd, difficult, excluded. Null for found.';
comment on column label_outcome.prediction_id is
'Key of the prediction that the outcome is about; null where there is none.';
comment on column label_outcome.prediction_key is
'Id of the prediction as the user wrote it; its place in the file (from 0) where there was none.';
comment on column label_outcome.iou is
'IoU of the prediction with that label.';
