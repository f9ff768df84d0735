-- view:   probability_matrix_by_slice
-- grain:  one row per (prediction_set, slice, label_class, predicted_class)
-- reads:  probability_matrix
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; probability_matrix(...) takes parameters

create or replace view probability_matrix_by_slice as
select
    prediction_set,
    task,
    slice,
    label_class,
    predicted_class,
    item_count,
    mean_probability
from probability_matrix(slices := ['all', '*']);

comment on view probability_matrix_by_slice is
'Mean probability that a classifier gives each class, over the items labelled with another. For every saved slice, beside all.';
comment on column probability_matrix_by_slice.prediction_set is
'Name of the prediction set.';
comment on column probability_matrix_by_slice.task is
'The classification that it answers.';
comment on column probability_matrix_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column probability_matrix_by_slice.label_class is
'Class that the items are labelled with.';
comment on column probability_matrix_by_slice.predicted_class is
'Class whose probability it is.';
comment on column probability_matrix_by_slice.item_count is
'Items that are labelled with label_class.';
comment on column probability_matrix_by_slice.mean_probability is
'Mean probability of predicted_class over these items.';
