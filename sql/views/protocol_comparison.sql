-- view:   protocol_comparison
-- grain:  one row per (prediction_set, slice, class_name, rule, mean_over, recall_points)
-- reads:  protocol_comparison
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; protocol_comparison(...) takes parameters

create or replace view protocol_comparison as
select
    prediction_set,
    slice,
    class_name,
    rule,
    mean_over,
    recall_points,
    step,
    previous_rule,
    previous_mean_over,
    class_count,
    label_count,
    prediction_count,
    ap,
    difference
from protocol_comparison();

comment on view protocol_comparison is
'Average precision by every rule, class set and interpolation, and what each step changes: why a number differs from that of another tool.';
comment on column protocol_comparison.prediction_set is
'Name of the prediction set.';
comment on column protocol_comparison.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column protocol_comparison.class_name is
'Name of the class; null for the mean over the class set.';
comment on column protocol_comparison.rule is
'closest; crowds_count (predictions inside a crowd count); max_detections (closest, the best 100 of an item and class); coco; above (closest, the IoU must exceed the threshold); voc.';
comment on column protocol_comparison.mean_over is
'observed: classes with labels or predictions; labelled: classes with labels.';
comment on column protocol_comparison.recall_points is
'101 or 11 recall thresholds, or all points.';
comment on column protocol_comparison.step is
'What this row changes: classes_without_labels, max_detections, second_choice, iou_above_threshold, difficult_ignored, crowds_count or interpolation; null for the row that everything starts from.';
comment on column protocol_comparison.previous_rule is
'The rule that it is changed from; interpolations are changed from 101.';
comment on column protocol_comparison.previous_mean_over is
'The class set that it is changed from.';
comment on column protocol_comparison.class_count is
'Classes that the mean is over.';
comment on column protocol_comparison.label_count is
'Labels that count.';
comment on column protocol_comparison.prediction_count is
'Predictions that count.';
comment on column protocol_comparison.ap is
'Average precision at iou_threshold; the mean over the classes where class_name is null.';
comment on column protocol_comparison.difference is
'ap minus that of the row that it is changed from.';
