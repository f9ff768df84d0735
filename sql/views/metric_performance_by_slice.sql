-- view:   metric_performance_by_slice
-- grain:  one row per (prediction_set, slice, class_name, metric, bin)
-- reads:  metric_performance
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; metric_performance(...) takes parameters

create or replace view metric_performance_by_slice as
select
    prediction_set,
    slice,
    class_name,
    metric,
    bin,
    metric_low,
    metric_high,
    metric_mean,
    prediction_count,
    true_positive_count,
    precision,
    precision_low,
    precision_high,
    label_count,
    found_count,
    recall,
    recall_low,
    recall_high,
    fn_rate
from metric_performance(slices := ['all', '*']);

comment on view metric_performance_by_slice is
'Precision over predictions and recall over labels in tenths of their area, at IoU .50; the macro takes any metric. For every saved slice, beside all.';
comment on column metric_performance_by_slice.prediction_set is
'Name of the prediction set.';
comment on column metric_performance_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column metric_performance_by_slice.class_name is
'Name of the class; null in the rows of all classes together.';
comment on column metric_performance_by_slice.metric is
'Name of the metric, as it was asked for.';
comment on column metric_performance_by_slice.bin is
'Number of the bin, from 1, or the category, as text; null for objects that have no value.';
comment on column metric_performance_by_slice.metric_low is
'Lower end of the bin, inside it; the value of a category that is a number.';
comment on column metric_performance_by_slice.metric_high is
'Upper end of the bin, inside only the last one.';
comment on column metric_performance_by_slice.metric_mean is
'Mean of the metric over the predictions and labels in the bin.';
comment on column metric_performance_by_slice.prediction_count is
'Predictions that count in the bin: true and false positives.';
comment on column metric_performance_by_slice.true_positive_count is
'Predictions in the bin that find a label at iou_threshold.';
comment on column metric_performance_by_slice.precision is
'TP / predictions of the bin, by the metric of the prediction or of its item.';
comment on column metric_performance_by_slice.precision_low is
'Lower end of the 95 % Wilson interval of precision.';
comment on column metric_performance_by_slice.precision_high is
'Upper end of the 95 % Wilson interval of precision.';
comment on column metric_performance_by_slice.label_count is
'Labels that count in the bin.';
comment on column metric_performance_by_slice.found_count is
'Labels in the bin that a prediction finds.';
comment on column metric_performance_by_slice.recall is
'Found labels / labels of the bin, by the metric of the label or of its item: the true-positive rate.';
comment on column metric_performance_by_slice.recall_low is
'Lower end of the 95 % Wilson interval of recall.';
comment on column metric_performance_by_slice.recall_high is
'Upper end of the 95 % Wilson interval of recall.';
comment on column metric_performance_by_slice.fn_rate is
'Missed labels / labels of the bin: 1 - recall.';
