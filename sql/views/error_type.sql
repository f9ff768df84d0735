-- view:   error_type
-- grain:  one row per (prediction_set, prediction_id, label_id): a prediction, or a missed label
-- reads:  error_type
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; error_type(...) takes parameters

create or replace view error_type as
select
    prediction_set,
    item_id,
    item_key,
    outcome,
    error_type,
    prediction_id,
    prediction_key,
    class_name,
    confidence,
    label_id,
    label_key,
    label_class,
    iou,
    would_find,
    taken_by_prediction_id
from error_type();

comment on view error_type is
'The error type, after TIDE at IoU .50, of each prediction and of each missed label.';
comment on column error_type.prediction_set is
'Name of the prediction set.';
comment on column error_type.item_id is
'Key of the item in this file.';
comment on column error_type.item_key is
'Id of the item as the user wrote it.';
comment on column error_type.outcome is
'tp, fp, ignored (it lies in a crowd) or missed (a label).';
comment on column error_type.error_type is
'Cls, Loc, Both, Dupe, Bkg, or Miss for a label; null for tp.';
comment on column error_type.prediction_id is
'Key of the prediction in this file; null for a missed label.';
comment on column error_type.prediction_key is
'Id of the prediction as the user wrote it; its place in the file (from 0) where there was none.';
comment on column error_type.class_name is
'Class of the prediction, or of the missed label.';
comment on column error_type.confidence is
'Confidence of the prediction.';
comment on column error_type.label_id is
'Key of the label that the prediction took (tp), should have had (Loc, Cls), came too late for (Dupe), or that was missed; null for Bkg and Both.';
comment on column error_type.label_key is
'Id of that label as the user wrote it.';
comment on column error_type.label_class is
'Class of that label.';
comment on column error_type.iou is
'IoU of the prediction with that label.';
comment on column error_type.would_find is
'Whether correcting the error would find the label: it is free, and no Loc or Cls error of it is more confident.';
comment on column error_type.taken_by_prediction_id is
'Key of the prediction that has that label; null when it is free.';
