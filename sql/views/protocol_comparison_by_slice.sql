-- view:   protocol_comparison_by_slice
-- grain:  one row per (prediction_set, slice, class_name, rule, mean_over, recall_points)
-- reads:  protocol_comparison
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; protocol_comparison(...) takes parameters

create or replace view protocol_comparison_by_slice as
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
from protocol_comparison(slices := ['all', '*']);

comment on view protocol_comparison_by_slice is
'Average precision by every rule, class set and interpolation, and what each step changes: why a number differs from that of another tool. For every saved slice, beside all.';
comment on column protocol_comparison_by_slice.prediction_set is
'Name of the prediction set.';
comment on column protocol_comparison_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column protocol_comparison_by_slice.class_name is
'Name of the class; null for the mean over the class set.';
comment on column protocol_comparison_by_slice.rule is
'closest; crowds_count (predictions inside a crowd count); max_detections (closest, the best 100 of an item and class); coco; above (closest, the IoU must exceed the threshold); voc.';
comment on column protocol_comparison_by_slice.mean_over is
'observed: classes with labels or predictions; labelled: classes with labels.';
comment on column protocol_comparison_by_slice.recall_points is
'101 or 11 recall thresholds, or all points.';
comment on column protocol_comparison_by_slice.step is
'What this row changes: classes_without_labels, max_detections, second_choice, iou_above_threshold, difficult_ignored, crowds_count or interpolation; null for the row that everything starts from.';
comment on column protocol_comparison_by_slice.previous_rule is
'The rule that it is changed from; interpolations are changed from 101.';
comment on column protocol_comparison_by_slice.previous_mean_over is
'The class set that it is changed from.';
comment on column protocol_comparison_by_slice.class_count is
'Classes that the mean is over.';
comment on column protocol_comparison_by_slice.label_count is
'Labels that count.';
comment on column protocol_comparison_by_slice.prediction_count is
'Predictions that count.';
comment on column protocol_comparison_by_slice.ap is
'Average precision at iou_threshold; the mean over the classes where class_name is null.';
comment on column protocol_comparison_by_slice.difference is
'ap minus that of the row that it is changed from.';
