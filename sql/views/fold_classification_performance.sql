-- view:   fold_classification_performance
-- grain:  one row per (prediction_set, measure)
-- reads:  fold_classification_performance
-- null:   as in the macro of the same name
-- absent: every row, while no item has a fold; sets of objects
-- note:   the macro with all its defaults; fold_classification_performance(...) takes parameters

create or replace view fold_classification_performance as
select
    prediction_set,
    measure,
    fold_count,
    fold_mean,
    fold_sd,
    low,
    high,
    pooled,
    item_count,
    label_count,
    prediction_count
from fold_classification_performance();

comment on view fold_classification_performance is
'Every measure of every classifier over the folds of its items: the K-split average with its spread and interval, and the pooled value.';
comment on column fold_classification_performance.prediction_set is
'Name of the prediction set.';
comment on column fold_classification_performance.measure is
'Column of classification_performance.';
comment on column fold_classification_performance.fold_count is
'Folds in which the measure has a value.';
comment on column fold_classification_performance.fold_mean is
'K-split average: the mean of the measure over the folds that have it. Not the measure over all items: that is pooled.';
comment on column fold_classification_performance.fold_sd is
'Standard deviation over the folds, with n - 1.';
comment on column fold_classification_performance.low is
'Lower end of the 95 % interval of fold_mean by Student''s t; too high rather than too low, for folds are dependent.';
comment on column fold_classification_performance.high is
'Upper end of the 95 % interval of fold_mean by Student''s t; too low rather than too high, for folds are dependent.';
comment on column fold_classification_performance.pooled is
'The measure over the items of all folds together, as classification_performance has it.';
comment on column fold_classification_performance.item_count is
'Items with a fold.';
comment on column fold_classification_performance.label_count is
'Labels that count, over all folds.';
comment on column fold_classification_performance.prediction_count is
'Answers, over all folds.';
