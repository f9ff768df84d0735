-- view:   metric_performance
-- grain:  one row per (prediction_set, slice, class_name, metric, bin)
-- reads:  metric_performance
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; metric_performance(...) takes parameters

create or replace view metric_performance as
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
from metric_performance();

comment on view metric_performance is
'Precision over predictions and recall over labels in tenths of their area, at IoU .50; the macro takes any metric.';
comment on column metric_performance.prediction_set is
'Name of the prediction set.';
comment on column metric_performance.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column metric_performance.class_name is
'Name of the class; null in the rows of all classes together.';
comment on column metric_performance.metric is
'Name of the metric, as it was asked for.';
comment on column metric_performance.bin is
'Number of the bin, from 1, or the category, as text; null for objects that have no value.';
comment on column metric_performance.metric_low is
'Lower end of the bin, inside it; the value of a category that is a number.';
comment on column metric_performance.metric_high is
'Upper end of the bin, inside only the last one.';
comment on column metric_performance.metric_mean is
'Mean of the metric over the predictions and labels in the bin.';
comment on column metric_performance.prediction_count is
'Predictions that count in the bin: true and false positives.';
comment on column metric_performance.true_positive_count is
'Predictions in the bin that find a label at iou_threshold.';
comment on column metric_performance.precision is
'TP / predictions of the bin, by the metric of the prediction or of its item.';
comment on column metric_performance.precision_low is
'Lower end of the 95 % Wilson interval of precision.';
comment on column metric_performance.precision_high is
'Upper end of the 95 % Wilson interval of precision.';
comment on column metric_performance.label_count is
'Labels that count in the bin.';
comment on column metric_performance.found_count is
'Labels in the bin that a prediction finds.';
comment on column metric_performance.recall is
'Found labels / labels of the bin, by the metric of the label or of its item: the true-positive rate.';
comment on column metric_performance.recall_low is
'Lower end of the 95 % Wilson interval of recall.';
comment on column metric_performance.recall_high is
'Upper end of the 95 % Wilson interval of recall.';
comment on column metric_performance.fn_rate is
'Missed labels / labels of the bin: 1 - recall.';
