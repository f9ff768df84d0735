-- view:   fold_performance
-- grain:  one row per (prediction_set, measure)
-- reads:  fold_performance
-- null:   as in the macro of the same name
-- absent: every row, while no item has a fold
-- note:   the macro with all its defaults; fold_performance(...) takes parameters

create or replace view fold_performance as
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
from fold_performance();

comment on view fold_performance is
'Every measure of every prediction set over the folds of its items: the K-split average with its spread and interval, and the pooled value.';
comment on column fold_performance.prediction_set is
'Name of the prediction set.';
comment on column fold_performance.measure is
'Column of performance.';
comment on column fold_performance.fold_count is
'Folds in which the measure has a value.';
comment on column fold_performance.fold_mean is
'K-split average: the mean of the measure over the folds that have it. Not the measure over all items: that is pooled.';
comment on column fold_performance.fold_sd is
'Standard deviation over the folds, with n - 1.';
comment on column fold_performance.low is
'Lower end of the 95 % interval of fold_mean by Student''s t; too high rather than too low, for folds are dependent.';
comment on column fold_performance.high is
'Upper end of the 95 % interval of fold_mean by Student''s t; too low rather than too high, for folds are dependent.';
comment on column fold_performance.pooled is
'The measure over the items of all folds together, as performance has it.';
comment on column fold_performance.item_count is
'Items with a fold.';
comment on column fold_performance.label_count is
'Labels that count, over all folds.';
comment on column fold_performance.prediction_count is
'Predictions that count, over all folds.';
