-- view:   error_confusion
-- grain:  one row per (prediction_set, slice, label_class, predicted_class) that occurs
-- reads:  error_confusion
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; error_confusion(...) takes parameters

create or replace view error_confusion as
select
    prediction_set,
    slice,
    label_class,
    predicted_class,
    error_count,
    found_count
from error_confusion();

comment on view error_confusion is
'Which class was predicted for labels of which other one at IoU .50, among the errors of type Cls.';
comment on column error_confusion.prediction_set is
'Name of the prediction set.';
comment on column error_confusion.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column error_confusion.label_class is
'Class of the label that lies there.';
comment on column error_confusion.predicted_class is
'Class that was predicted.';
comment on column error_confusion.error_count is
'How many predictions are such an error of type Cls.';
comment on column error_confusion.found_count is
'How many of them would find their label with the right class: nothing else finds it, and no error about it is more confident.';
