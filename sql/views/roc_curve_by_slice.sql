-- view:   roc_curve_by_slice
-- grain:  one row per (prediction_set, slice, class_name, predicted_count)
-- reads:  roc_curve
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; roc_curve(...) takes parameters

create or replace view roc_curve_by_slice as
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
from roc_curve(slices := ['all', '*']);

comment on view roc_curve_by_slice is
'ROC curve of each class of a classification, one class against the rest. For every saved slice, beside all.';
comment on column roc_curve_by_slice.prediction_set is
'Name of the prediction set.';
comment on column roc_curve_by_slice.task is
'The classification that it answers.';
comment on column roc_curve_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column roc_curve_by_slice.class_name is
'Name of the class.';
comment on column roc_curve_by_slice.threshold is
'Items of this probability or more are called the class; null where none is.';
comment on column roc_curve_by_slice.predicted_count is
'Items that are called the class.';
comment on column roc_curve_by_slice.true_positive_count is
'How many of them are labelled so.';
comment on column roc_curve_by_slice.false_positive_count is
'How many of them are not.';
comment on column roc_curve_by_slice.label_count is
'Items labelled with the class.';
comment on column roc_curve_by_slice.negative_count is
'The other items.';
comment on column roc_curve_by_slice.recall is
'true_positive_count / label_count: the true positive rate.';
comment on column roc_curve_by_slice.false_positive_rate is
'false_positive_count / negative_count; null without negatives.';
comment on column roc_curve_by_slice.precision is
'true_positive_count / predicted_count; null at the first point.';
