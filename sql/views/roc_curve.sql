-- view:   roc_curve
-- grain:  one row per (prediction_set, slice, class_name, predicted_count)
-- reads:  roc_curve
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; roc_curve(...) takes parameters

create or replace view roc_curve as
select
    prediction_set,
    task,
    slice,
    class_name,
    threshold,
    predicted_count,
    true_positive_count,
    false_positive_count,
    label_count,
    negative_count,
    recall,
    false_positive_rate,
    precision
from roc_curve();

comment on view roc_curve is
'ROC curve of each class of a classification, one class against the rest.';
comment on column roc_curve.prediction_set is
'Name of the prediction set.';
comment on column roc_curve.task is
'The classification that it answers.';
comment on column roc_curve.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column roc_curve.class_name is
'Name of the class.';
comment on column roc_curve.threshold is
'Items of this probability or more are called the class; null where none is.';
comment on column roc_curve.predicted_count is
'Items that are called the class.';
comment on column roc_curve.true_positive_count is
'How many of them are labelled so.';
comment on column roc_curve.false_positive_count is
'How many of them are not.';
comment on column roc_curve.label_count is
'Items labelled with the class.';
comment on column roc_curve.negative_count is
'The other items.';
comment on column roc_curve.recall is
'true_positive_count / label_count: the true positive rate.';
comment on column roc_curve.false_positive_rate is
'false_positive_count / negative_count; null without negatives.';
comment on column roc_curve.precision is
'true_positive_count / predicted_count; null at the first point.';
