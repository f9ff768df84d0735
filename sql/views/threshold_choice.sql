-- view:   threshold_choice
-- grain:  one row per (prediction_set, slice, class_name); class_name null is all classes
-- reads:  threshold_choice
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; threshold_choice(...) takes parameters

create or replace view threshold_choice as
select
    prediction_set,
    slice,
    class_name,
    confidence,
    prediction_count,
    true_positive_count,
    false_positive_count,
    false_negative_count,
    precision,
    recall,
    f_beta,
    cost,
    false_positives_per_item,
    reason
from threshold_choice();

comment on view threshold_choice is
'The confidence that serves an objective best, here the highest F1 at IoU .50, per class and for all.';
comment on column threshold_choice.prediction_set is
'Name of the prediction set.';
comment on column threshold_choice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column threshold_choice.class_name is
'Name of the class; null is all classes together.';
comment on column threshold_choice.confidence is
'The chosen confidence, the lowest of equals; null where none serves: reason says why.';
comment on column threshold_choice.prediction_count is
'Predictions of that confidence or more.';
comment on column threshold_choice.true_positive_count is
'How many of them find a label.';
comment on column threshold_choice.false_positive_count is
'How many of them do not.';
comment on column threshold_choice.false_negative_count is
'Labels that are not found at that confidence.';
comment on column threshold_choice.precision is
'TP / (TP + FP); null without predictions.';
comment on column threshold_choice.recall is
'TP / labels; null without labels.';
comment on column threshold_choice.f_beta is
'(1 + beta^2) TP / (TP + FP + beta^2 labels).';
comment on column threshold_choice.cost is
'false_positive_cost FP + false_negative_cost FN; here each costs 1.';
comment on column threshold_choice.false_positives_per_item is
'False positives over items of the slice.';
comment on column threshold_choice.reason is
'Why there is no confidence; null where there is one.';
