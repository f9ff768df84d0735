-- view:   threshold_performance
-- grain:  one row per (prediction_set, slice, class_name, threshold); class_name null is all classes
-- reads:  threshold_performance
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; threshold_performance(...) takes parameters

create or replace view threshold_performance as
select
    prediction_set,
    slice,
    class_name,
    threshold,
    prediction_count,
    true_positive_count,
    false_positive_count,
    false_negative_count,
    precision,
    recall,
    f1
from threshold_performance();

comment on view threshold_performance is
'Precision, recall and F1 at every confidence threshold, at IoU .50, per class and for all of them together.';
comment on column threshold_performance.prediction_set is
'Name of the prediction set.';
comment on column threshold_performance.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column threshold_performance.class_name is
'Name of the class; null is all classes together.';
comment on column threshold_performance.threshold is
'Predictions of this confidence or more are there; in the view every confidence that occurs.';
comment on column threshold_performance.prediction_count is
'Predictions that count, from the threshold on.';
comment on column threshold_performance.true_positive_count is
'How many of them find a label.';
comment on column threshold_performance.false_positive_count is
'How many of them do not.';
comment on column threshold_performance.false_negative_count is
'Labels that are not found at this threshold.';
comment on column threshold_performance.precision is
'TP / (TP + FP); null without predictions.';
comment on column threshold_performance.recall is
'TP / labels; null without labels.';
comment on column threshold_performance.f1 is
'2 TP / (2 TP + FP + FN).';
