-- view:   best_threshold
-- grain:  one row per (prediction_set, slice, class_name); class_name null is all classes
-- reads:  best_threshold
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; best_threshold(...) takes parameters

create or replace view best_threshold as
select
    prediction_set,
    slice,
    class_name,
    confidence,
    precision,
    recall,
    f1
from best_threshold();

comment on view best_threshold is
'The confidence at which F1 at IoU .50 is highest, per class and for all of them.';
comment on column best_threshold.prediction_set is
'Name of the prediction set.';
comment on column best_threshold.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column best_threshold.class_name is
'Name of the class; null is all classes together.';
comment on column best_threshold.confidence is
'The confidence with the highest F1; the lower one of equals.';
comment on column best_threshold.precision is
'TP / (TP + FP); null without predictions.';
comment on column best_threshold.recall is
'TP / labels; null without labels.';
comment on column best_threshold.f1 is
'2 TP / (2 TP + FP + FN).';
