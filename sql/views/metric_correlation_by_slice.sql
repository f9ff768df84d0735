-- view:   metric_correlation_by_slice
-- grain:  one row per (prediction_set, slice, target, metric, score)
-- reads:  metric_correlation
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; metric_correlation(...) takes parameters

create or replace view metric_correlation_by_slice as
select
    prediction_set,
    slice,
    target,
    metric,
    score,
    n,
    pearson,
    pearson_low,
    pearson_high,
    p_value,
    q_value,
    spearman,
    rank_biserial,
    mutual_information,
    reason
from metric_correlation(slices := ['all', '*']);

comment on view metric_correlation_by_slice is
'How every metric goes with being right at IoU .50: correlations with interval, p and q, over predictions, labels and items. For every saved slice, beside all.';
comment on column metric_correlation_by_slice.prediction_set is
'Name of the prediction set.';
comment on column metric_correlation_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column metric_correlation_by_slice.target is
'What is counted: prediction, label or item.';
comment on column metric_correlation_by_slice.metric is
'Name of the metric: a column of the target, or else of its item.';
comment on column metric_correlation_by_slice.score is
'What the metric is correlated with: true_positive (0 or 1) and iou_true_positive (IoU of a true positive, else 0) of a prediction, found (0 or 1) of a label, f1 of an item.';
comment on column metric_correlation_by_slice.n is
'Objects that have a value.';
comment on column metric_correlation_by_slice.pearson is
'Correlation of Pearson; with a score of 0 and 1 it is the point-biserial one.';
comment on column metric_correlation_by_slice.pearson_low is
'Lower end of the 95 % interval of pearson, by Fisher''s z.';
comment on column metric_correlation_by_slice.pearson_high is
'Upper end of the 95 % interval of pearson, by Fisher''s z.';
comment on column metric_correlation_by_slice.p_value is
'Two-sided probability of a correlation this far from 0 if there were none, by Student''s t.';
comment on column metric_correlation_by_slice.q_value is
'p_value after Benjamini and Hochberg over the metrics of the set, slice, target and score.';
comment on column metric_correlation_by_slice.spearman is
'Correlation of the average ranks.';
comment on column metric_correlation_by_slice.rank_biserial is
'2 AUC - 1 of the metric, as far as it tells hits from misses by its order alone; null unless the score is 0 or 1.';
comment on column metric_correlation_by_slice.mutual_information is
'Mutual information in nats less what chance gives, where it was computed (duckeval metric-correlation --mutual-information); else null.';
comment on column metric_correlation_by_slice.reason is
'Why there is no number: no_value, too_few, constant_metric, constant_score, one_sided (fewer than five hits or misses), no_class.';
