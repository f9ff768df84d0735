-- view:   metric_performance_2d
-- grain:  one row per (prediction_set, slice, class_name, metric, bin, second_metric, second_bin)
-- reads:  metric_performance_2d
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; metric_performance_2d(...) takes parameters

create or replace view metric_performance_2d as
select
    prediction_set,
    slice,
    class_name,
    metric,
    bin,
    metric_low,
    metric_high,
    metric_mean,
    second_metric,
    second_bin,
    second_low,
    second_high,
    second_mean,
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
from metric_performance_2d();

comment on view metric_performance_2d is
'Precision over predictions and recall over labels in fifths of their area and of their aspect ratio, at IoU .50; the macro takes any two metrics.';
comment on column metric_performance_2d.prediction_set is
'Name of the prediction set.';
comment on column metric_performance_2d.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column metric_performance_2d.class_name is
'Name of the class; null in the rows of all classes together.';
comment on column metric_performance_2d.metric is
'Name of the first metric, as it was asked for.';
comment on column metric_performance_2d.bin is
'Bin of the first metric: its number, from 1, or the category, as text; null for objects that have no value.';
comment on column metric_performance_2d.metric_low is
'Lower end of the bin of the first metric, inside it; the value of a category that is a number.';
comment on column metric_performance_2d.metric_high is
'Upper end of the bin of the first metric, inside only the last one.';
comment on column metric_performance_2d.metric_mean is
'Mean of the first metric over the predictions and labels in the pair of bins.';
comment on column metric_performance_2d.second_metric is
'Name of the second metric, as it was asked for.';
comment on column metric_performance_2d.second_bin is
'Bin of the second metric, as bin is of the first.';
comment on column metric_performance_2d.second_low is
'Lower end of the bin of the second metric, inside it.';
comment on column metric_performance_2d.second_high is
'Upper end of the bin of the second metric, inside only the last one.';
comment on column metric_performance_2d.second_mean is
'Mean of the second metric over the predictions and labels in the pair of bins.';
comment on column metric_performance_2d.prediction_count is
'Predictions that count in the pair of bins: true and false positives.';
comment on column metric_performance_2d.true_positive_count is
'Predictions in the pair of bins that find a label at iou_threshold.';
comment on column metric_performance_2d.precision is
'TP / predictions of the pair of bins, by the metric of the prediction or of its item.';
comment on column metric_performance_2d.precision_low is
'Lower end of the 95 % Wilson interval of precision.';
comment on column metric_performance_2d.precision_high is
'Upper end of the 95 % Wilson interval of precision.';
comment on column metric_performance_2d.label_count is
'Labels that count in the pair of bins.';
comment on column metric_performance_2d.found_count is
'Labels in the pair of bins that a prediction finds.';
comment on column metric_performance_2d.recall is
'Found labels / labels of the pair of bins, by the metric of the label or of its item: the true-positive rate.';
comment on column metric_performance_2d.recall_low is
'Lower end of the 95 % Wilson interval of recall.';
comment on column metric_performance_2d.recall_high is
'Upper end of the 95 % Wilson interval of recall.';
comment on column metric_performance_2d.fn_rate is
'Missed labels / labels of the pair of bins: 1 - recall.';
