-- view:   outcome_change
-- grain:  one row per (label_id)
-- reads:  outcome_change
-- null:   as in the macro of the same name
-- absent: every row, while there is no second prediction set on the data set
-- note:   the macro with all its defaults; outcome_change(...) takes parameters

create or replace view outcome_change as
select
    baseline_name,
    candidate_name,
    item_id,
    item_key,
    label_id,
    label_key,
    class_name,
    change,
    baseline_reason,
    baseline_prediction_id,
    baseline_iou,
    candidate_reason,
    candidate_prediction_id,
    candidate_iou
from outcome_change();

comment on view outcome_change is
'What became of each label under the prediction set loaded last and the one before it: both, fixed, broken, neither.';
comment on column outcome_change.baseline_name is
'Name of the prediction set that is the baseline.';
comment on column outcome_change.candidate_name is
'Name of the prediction set that is the candidate.';
comment on column outcome_change.item_id is
'Key of the item in this file.';
comment on column outcome_change.item_key is
'Id of the item as the user wrote it.';
comment on column outcome_change.label_id is
'Key of the label in this file.';
comment on column outcome_change.label_key is
'Id of the label as the user wrote it.';
comment on column outcome_change.class_name is
'Name of the class.';
comment on column outcome_change.change is
'both, fixed, broken or neither: which of the two sets find the label.';
comment on column outcome_change.baseline_reason is
'Why the baseline misses the label; null where it finds it.';
comment on column outcome_change.baseline_prediction_id is
'Prediction of the baseline that the outcome is about; null where there is none.';
comment on column outcome_change.baseline_iou is
'IoU of that prediction with the label.';
comment on column outcome_change.candidate_reason is
'Why the candidate misses the label; null where it finds it.';
comment on column outcome_change.candidate_prediction_id is
'Prediction of the candidate that the outcome is about; null where there is none.';
comment on column outcome_change.candidate_iou is
'IoU of that prediction with the label.';
