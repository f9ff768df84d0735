-- view:   performance_by_slice
-- grain:  one row per (prediction_set, slice)
-- reads:  performance
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; performance(...) takes parameters

create or replace view performance_by_slice as
select
    prediction_set,
    slice,
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
    accuracy
from performance(slices := ['all', '*']);

comment on view performance_by_slice is
'Mean average precision, recall, counts and rates of every prediction set at IoU .50, over all its items. For every saved slice, beside all.';
comment on column performance_by_slice.prediction_set is
'Name of the prediction set.';
comment on column performance_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column performance_by_slice.item_count is
'Items in the slice.';
comment on column performance_by_slice.class_count is
'Classes in the class set: those that the means are over, where defined.';
comment on column performance_by_slice.label_count is
'Labels that count: not crowd, not left out by label_filter, under voc not difficult.';
comment on column performance_by_slice.prediction_count is
'Predictions that count: true and false positives; ignored ones are in neither.';
comment on column performance_by_slice.true_positive_count is
'Predictions that find a label at iou_threshold.';
comment on column performance_by_slice.false_positive_count is
'Predictions that count and find nothing.';
comment on column performance_by_slice.false_negative_count is
'Labels that count and are not found: label_count - true_positive_count.';
comment on column performance_by_slice.map is
'Mean over classes of average precision at iou_threshold: mAP@.50 in the view. The mean over .50:.05:.95 is ap of coco_summary.';
comment on column performance_by_slice.mar is
'Mean over classes and IoU .50:.05:.95 of final recall.';
comment on column performance_by_slice.precision_macro is
'Mean over classes of precision, where there are predictions.';
comment on column performance_by_slice.recall_macro is
'Mean over classes of recall, where there are labels.';
comment on column performance_by_slice.f1_macro is
'Mean over classes of F1.';
comment on column performance_by_slice.precision_micro is
'TP / (TP + FP) over all classes together.';
comment on column performance_by_slice.recall_micro is
'TP / labels over all classes together.';
comment on column performance_by_slice.f1_micro is
'2 TP / (2 TP + FP + FN) over all classes together.';
comment on column performance_by_slice.mean_iou is
'Mean IoU of the true positives; null without any.';
comment on column performance_by_slice.accuracy is
'TP / (TP + FP + FN): objects have no true negatives.';
