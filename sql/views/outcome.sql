-- view:   outcome
-- grain:  one row per (prediction_set, prediction_id)
-- reads:  outcome
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; outcome(...) takes parameters

create or replace view outcome as
select
    prediction_set,
    item_id,
    item_key,
    prediction_id,
    prediction_key,
    class_name,
    confidence,
    outcome,
    reason,
    label_id,
    label_key,
    label_class,
    iou
from outcome();

comment on view outcome is
'What became of each prediction at IoU .50: tp, fp or ignored, and why.';
comment on column outcome.prediction_set is
'Name of the prediction set.';
comment on column outcome.item_id is
'Key of the item in this file.';
comment on column outcome.item_key is
'Id of the item as the user wrote it.';
comment on column outcome.prediction_id is
'Key of the prediction in this file.';
comment on column outcome.prediction_key is
'Id of the prediction as the user wrote it; its place in the file (from 0) where there was none.';
comment on column outcome.class_name is
'Name of the class.';
comment on column outcome.confidence is
'Confidence of the prediction.';
comment on column outcome.outcome is
'tp, fp or ignored.';
comment on column outcome.reason is
'ignored: crowd, difficult, excluded. fp: duplicate, low_iou, wrong_class, wrong_class_low_iou, background. Null for tp.';
comment on column outcome.label_id is
'Key of the label that the outcome is about; null where there is none.';
comment on column outcome.label_key is
'Id of that label as the user wrote it.';
comment on column outcome.label_class is
'Class of that label.';
comment on column outcome.iou is
'IoU of the prediction with that label.';
