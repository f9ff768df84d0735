-- view:   confusion_matrix_by_slice
-- grain:  one row per (prediction_set, slice, label_class, predicted_class) that occurs
-- reads:  confusion_matrix
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; confusion_matrix(...) takes parameters

create or replace view confusion_matrix_by_slice as
select
    prediction_set,
    slice,
    label_class,
    predicted_class,
    object_count,
    label_share,
    predicted_share
from confusion_matrix(slices := ['all', '*']);

comment on view confusion_matrix_by_slice is
'How many labels of one class were taken by predictions of another at IoU .50; background is null. For every saved slice, beside all.';
comment on column confusion_matrix_by_slice.prediction_set is
'Name of the prediction set.';
comment on column confusion_matrix_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column confusion_matrix_by_slice.label_class is
'Class of the label; null is background.';
comment on column confusion_matrix_by_slice.predicted_class is
'Class of the prediction; null is background.';
comment on column confusion_matrix_by_slice.object_count is
'How many.';
comment on column confusion_matrix_by_slice.label_share is
'object_count over that of all rows of the label_class: the matrix normalised by row.';
comment on column confusion_matrix_by_slice.predicted_share is
'object_count over that of all rows of the predicted_class: the matrix normalised by column.';
