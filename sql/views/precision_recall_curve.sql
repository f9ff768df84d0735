-- view:   precision_recall_curve
-- grain:  one row per (prediction_set, slice, class_name, rank)
-- reads:  precision_recall_curve
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; precision_recall_curve(...) takes parameters

create or replace view precision_recall_curve as
select
    prediction_set,
    slice,
    class_name,
    rank,
    confidence,
    precision,
    recall,
    interpolated_precision
from precision_recall_curve();

comment on view precision_recall_curve is
'Precision and recall of a class after each of its predictions at IoU .50.';
comment on column precision_recall_curve.prediction_set is
'Name of the prediction set.';
comment on column precision_recall_curve.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column precision_recall_curve.class_name is
'Name of the class.';
comment on column precision_recall_curve.rank is
'Place of the prediction in its class and slice, most confident first, from 1.';
comment on column precision_recall_curve.confidence is
'Confidence of the prediction.';
comment on column precision_recall_curve.precision is
'True positives so far / rank.';
comment on column precision_recall_curve.recall is
'True positives so far / labels; null without labels.';
comment on column precision_recall_curve.interpolated_precision is
'Highest precision at this or a greater recall; null without labels.';
