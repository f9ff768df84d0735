-- view:   performance
-- grain:  one row per (prediction_set, slice)
-- reads:  performance
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; performance(...) takes parameters

create or replace view performance as
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
from performance();

comment on view performance is
'Mean average precision, recall, counts and rates of every prediction set at IoU .50, over all its items.';
comment on column performance.prediction_set is
'Name of the prediction set.';
comment on column performance.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column performance.item_count is
'Items in the slice.';
comment on column performance.class_count is
'Classes in the class set: those that the means are over, where defined.';
comment on column performance.label_count is
'Labels that count: not crowd, not left out by label_filter, under voc not difficult.';
comment on column performance.prediction_count is
'Predictions that count: true and false positives; ignored ones are in neither.';
comment on column performance.true_positive_count is
'Predictions that find a label at iou_threshold.';
comment on column performance.false_positive_count is
'Predictions that count and find nothing.';
comment on column performance.false_negative_count is
'Labels that count and are not found: label_count - true_positive_count.';
comment on column performance.map is
'Mean over classes of average precision at iou_threshold: mAP@.50 in the view. The mean over .50:.05:.95 is ap of coco_summary.';
comment on column performance.mar is
'Mean over classes and IoU .50:.05:.95 of final recall.';
comment on column performance.precision_macro is
'Mean over classes of precision, where there are predictions.';
comment on column performance.recall_macro is
'Mean over classes of recall, where there are labels.';
comment on column performance.f1_macro is
'Mean over classes of F1.';
comment on column performance.precision_micro is
'TP / (TP + FP) over all classes together.';
comment on column performance.recall_micro is
'TP / labels over all classes together.';
comment on column performance.f1_micro is
'2 TP / (2 TP + FP + FN) over all classes together.';
comment on column performance.mean_iou is
'Mean IoU of the true positives; null without any.';
comment on column performance.accuracy is
'TP / (TP + FP + FN): objects have no true negatives.';
