-- view:   lane_accuracy
-- grain:  one row per (prediction_set, slice)
-- reads:  lane_accuracy
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; lane_accuracy(...) takes parameters

create or replace view lane_accuracy as
select
    prediction_set,
    slice,
    item_count,
    scored_count,
    label_count,
    prediction_count,
    accuracy,
    false_positive,
    false_negative
from lane_accuracy();

comment on view lane_accuracy is
'Accuracy, false positives and false negatives of lanes as TuSimple measures them, over all items.';
comment on column lane_accuracy.prediction_set is
'Name of the prediction set.';
comment on column lane_accuracy.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column lane_accuracy.item_count is
'Items in the slice.';
comment on column lane_accuracy.scored_count is
'Items that count: those with h_samples.';
comment on column lane_accuracy.label_count is
'Lanes that are labelled on them.';
comment on column lane_accuracy.prediction_count is
'Lanes that are predicted on them.';
comment on column lane_accuracy.accuracy is
'Mean over scored_count items of the share of rows at which the best prediction of each lane is right.';
comment on column lane_accuracy.false_positive is
'Mean over items of the share of their predicted lanes that find none; below 0 where one finds two.';
comment on column lane_accuracy.false_negative is
'Mean over items of the share of their labelled lanes that are not found.';
