-- view:   precision_recall_curve_by_slice
-- grain:  one row per (prediction_set, slice, class_name, rank)
-- reads:  precision_recall_curve
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; precision_recall_curve(...) takes parameters

create or replace view precision_recall_curve_by_slice as
select
    prediction_set,
    slice,
    class_name,
    rank,
    confidence,
    precision,
    recall,
    interpolated_precision
from precision_recall_curve(slices := ['all', '*']);

comment on view precision_recall_curve_by_slice is
'Precision and recall of a class after each of its predictions at IoU .50. For every saved slice, beside all.';
comment on column precision_recall_curve_by_slice.prediction_set is
'Name of the prediction set.';
comment on column precision_recall_curve_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column precision_recall_curve_by_slice.class_name is
'Name of the class.';
comment on column precision_recall_curve_by_slice.rank is
'Place of the prediction in its class and slice, most confident first, from 1.';
comment on column precision_recall_curve_by_slice.confidence is
'Confidence of the prediction.';
comment on column precision_recall_curve_by_slice.precision is
'True positives so far / rank.';
comment on column precision_recall_curve_by_slice.recall is
'True positives so far / labels; null without labels.';
comment on column precision_recall_curve_by_slice.interpolated_precision is
'Highest precision at this or a greater recall; null without labels.';
