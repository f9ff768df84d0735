-- view:   froc_by_slice
-- grain:  one row per (prediction_set, slice, class_name, allowed_per_item); class_name null is all classes
-- reads:  froc
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; froc(...) takes parameters

create or replace view froc_by_slice as
select
    prediction_set,
    slice,
    class_name,
    allowed_per_item,
    confidence,
    prediction_count,
    true_positive_count,
    false_positive_count,
    false_negative_count,
    recall,
    false_positives_per_item,
    mean_recall
from froc(slices := ['all', '*']);

comment on view froc_by_slice is
'FROC: the recall that so many false positives an item allow, at IoU .50, per class and for all. For every saved slice, beside all.';
comment on column froc_by_slice.prediction_set is
'Name of the prediction set.';
comment on column froc_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column froc_by_slice.class_name is
'Name of the class; null is all classes together.';
comment on column froc_by_slice.allowed_per_item is
'The limit: so many false positives an item; here 1/8, 1/4, 1/2, 1, 2, 4 and 8.';
comment on column froc_by_slice.confidence is
'The lowest confidence within the limit; null where even the highest is not, so that nothing is shown.';
comment on column froc_by_slice.prediction_count is
'Predictions of that confidence or more.';
comment on column froc_by_slice.true_positive_count is
'How many of them find a label.';
comment on column froc_by_slice.false_positive_count is
'How many of them do not.';
comment on column froc_by_slice.false_negative_count is
'Labels that are not found at that confidence.';
comment on column froc_by_slice.recall is
'TP / labels; null without labels.';
comment on column froc_by_slice.false_positives_per_item is
'False positives over items of the slice.';
comment on column froc_by_slice.mean_recall is
'Mean of recall over the limits, each limit once; null without labels.';
