-- view:   label_error_candidate
-- grain:  one row per (prediction_set, kind, label_id, prediction_id)
-- reads:  label_error_candidate
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; label_error_candidate(...) takes parameters

create or replace view label_error_candidate as
select
    prediction_set,
    kind,
    score,
    item_id,
    item_key,
    label_id,
    label_key,
    class_name,
    predicted_class,
    prediction_id,
    prediction_key,
    confidence,
    iou,
    support,
    suggested_x_px,
    suggested_y_px,
    suggested_w_px,
    suggested_h_px
from label_error_candidate();

comment on view label_error_candidate is
'Labels that are probably missing, of the wrong class or badly placed: where predictions of confidence .5 or more disagree, the strongest first.';
comment on column label_error_candidate.prediction_set is
'Name of the prediction set.';
comment on column label_error_candidate.kind is
'missing, wrong_class or badly_placed; of generated text wrong_text.';
comment on column label_error_candidate.score is
'Confidence of the prediction times how far it disagrees, a fraction: 1 - iou for missing, badly_placed and wrong_text, iou * (1 - support) for wrong_class.';
comment on column label_error_candidate.item_id is
'Key of the item in this file.';
comment on column label_error_candidate.item_key is
'Id of the item as the user wrote it.';
comment on column label_error_candidate.label_id is
'Key of the label in this file; null where the label is missing.';
comment on column label_error_candidate.label_key is
'Id of the label as the user wrote it.';
comment on column label_error_candidate.class_name is
'Name of the class of the label.';
comment on column label_error_candidate.predicted_class is
'Class that the prediction has; the suggestion.';
comment on column label_error_candidate.prediction_id is
'Key of the prediction that disagrees.';
comment on column label_error_candidate.prediction_key is
'Id of the prediction as the user wrote it; its place in the file (from 0) where there was none.';
comment on column label_error_candidate.confidence is
'Confidence of the prediction.';
comment on column label_error_candidate.iou is
'IoU of the prediction with the label.';
comment on column label_error_candidate.support is
'Confidence of the prediction that found the label as what it is; 0 where none did. Only for wrong_class.';
comment on column label_error_candidate.suggested_x_px is
'Left edge of the box of the prediction in pixels.';
comment on column label_error_candidate.suggested_y_px is
'Top edge of the box of the prediction in pixels.';
comment on column label_error_candidate.suggested_w_px is
'Width of the box of the prediction in pixels.';
comment on column label_error_candidate.suggested_h_px is
'Height of the box of the prediction in pixels.';
