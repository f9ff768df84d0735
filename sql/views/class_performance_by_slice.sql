-- view:   class_performance_by_slice
-- grain:  one row per (prediction_set, slice, class_name)
-- reads:  class_performance
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; class_performance(...) takes parameters

create or replace view class_performance_by_slice as
select
    prediction_set,
    slice,
    class_name,
    label_count,
    prediction_count,
    true_positive_count,
    false_positive_count,
    false_negative_count,
    precision,
    recall,
    f1,
    ap,
    ar,
    mean_iou
from class_performance(slices := ['all', '*']);

comment on view class_performance_by_slice is
'Counts, precision, recall, F1, average precision and recall of every class at IoU .50. For every saved slice, beside all.';
comment on column class_performance_by_slice.prediction_set is
'Name of the prediction set.';
comment on column class_performance_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column class_performance_by_slice.class_name is
'Name of the class.';
comment on column class_performance_by_slice.label_count is
'Labels that count: not crowd, not left out by label_filter, under voc not difficult.';
comment on column class_performance_by_slice.prediction_count is
'Predictions that count: true and false positives; ignored ones are in neither.';
comment on column class_performance_by_slice.true_positive_count is
'Predictions that find a label at iou_threshold.';
comment on column class_performance_by_slice.false_positive_count is
'Predictions that count and find nothing.';
comment on column class_performance_by_slice.false_negative_count is
'Labels that count and are not found: label_count - true_positive_count.';
comment on column class_performance_by_slice.precision is
'TP / (TP + FP); null without predictions.';
comment on column class_performance_by_slice.recall is
'TP / labels; null without labels.';
comment on column class_performance_by_slice.f1 is
'2 TP / (2 TP + FP + FN).';
comment on column class_performance_by_slice.ap is
'Average precision at iou_threshold, by the interpolation asked for; 0 for a class with predictions and no label.';
comment on column class_performance_by_slice.ar is
'Mean over IoU .50:.05:.95 of final recall; null without labels.';
comment on column class_performance_by_slice.mean_iou is
'Mean IoU of the true positives; null without any.';
