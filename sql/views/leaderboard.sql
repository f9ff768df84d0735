-- view:   leaderboard
-- grain:  one row per (prediction_set, slice)
-- reads:  leaderboard
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults: every version; leaderboard(...) takes parameters

create or replace view leaderboard as
select
    rank,
    dataset_name,
    dataset_version,
    is_latest,
    task,
    slice,
    model_name,
    model_version,
    prediction_set,
    item_count,
    class_count,
    label_count,
    prediction_count,
    true_positive_count,
    false_positive_count,
    false_negative_count,
    map,
    mar,
    precision_macro,
    recall_macro,
    f1_macro,
    precision_micro,
    recall_micro,
    f1_micro,
    mean_iou,
    accuracy,
    roc_auc,
    created_at
from leaderboard();

comment on view leaderboard is
'Model versions ranked by mAP@.50, or accuracy, on each data set version, with measures and counts.';
comment on column leaderboard.rank is
'Place within data set version, task and slice, from 1; sets of one value share it, null where the measure is undefined.';
comment on column leaderboard.dataset_name is
'Name of the data set.';
comment on column leaderboard.dataset_version is
'Version of the data set.';
comment on column leaderboard.is_latest is
'Whether it is the version of its data set that was loaded last.';
comment on column leaderboard.task is
'What the set answers: objects, or the name of a classification.';
comment on column leaderboard.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column leaderboard.model_name is
'Name given with --model; null without.';
comment on column leaderboard.model_version is
'Version given with --model; null without.';
comment on column leaderboard.prediction_set is
'Name of the prediction set.';
comment on column leaderboard.item_count is
'Items in the slice.';
comment on column leaderboard.class_count is
'Classes in the class set: those that the means are over, where defined.';
comment on column leaderboard.label_count is
'Labels that count, as in performance.';
comment on column leaderboard.prediction_count is
'Predictions that count: true and false positives.';
comment on column leaderboard.true_positive_count is
'Predictions that find a label at iou_threshold.';
comment on column leaderboard.false_positive_count is
'Predictions that count and find nothing.';
comment on column leaderboard.false_negative_count is
'Labels that count and are not found.';
comment on column leaderboard.map is
'Mean over classes of average precision at iou_threshold: mAP@.50 in the view, which ranks objects by it; null of a classification.';
comment on column leaderboard.mar is
'Mean over classes and IoU .50:.05:.95 of final recall.';
comment on column leaderboard.precision_macro is
'Mean over classes of precision, where there are predictions.';
comment on column leaderboard.recall_macro is
'Mean over classes of recall, where there are labels.';
comment on column leaderboard.f1_macro is
'Mean over classes of F1.';
comment on column leaderboard.precision_micro is
'TP / (TP + FP) over all classes together.';
comment on column leaderboard.recall_micro is
'TP / labels over all classes together.';
comment on column leaderboard.f1_micro is
'2 TP / (2 TP + FP + FN) over all classes together.';
comment on column leaderboard.mean_iou is
'Mean IoU of the true positives; null without any.';
comment on column leaderboard.accuracy is
'Of objects TP / (TP + FP + FN), which have no true negatives; of a classification with one label an item the share of items that are answered right. The view ranks classifications by it.';
comment on column leaderboard.roc_auc is
'Of a classification with probabilities: mean over classes of ROC AUC, one against the rest.';
comment on column leaderboard.created_at is
'When the prediction set was loaded or scored; UTC.';
