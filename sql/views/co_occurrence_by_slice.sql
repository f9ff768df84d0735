-- view:   co_occurrence_by_slice
-- grain:  one row per (prediction_set, slice, class_a, class_b) that occurs
-- reads:  co_occurrence
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; co_occurrence(...) takes parameters

create or replace view co_occurrence_by_slice as
select
    prediction_set,
    slice,
    class_a,
    class_b,
    item_count,
    a_item_count,
    share_of_a
from co_occurrence(slices := ['all', '*']);

comment on view co_occurrence_by_slice is
'How many items are labelled with both of two classes. For every saved slice, beside all.';
comment on column co_occurrence_by_slice.prediction_set is
'Name of the prediction set.';
comment on column co_occurrence_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column co_occurrence_by_slice.class_a is
'A class of labels.';
comment on column co_occurrence_by_slice.class_b is
'Another one, or the same.';
comment on column co_occurrence_by_slice.item_count is
'Items that are labelled with both.';
comment on column co_occurrence_by_slice.a_item_count is
'Items that are labelled with class_a.';
comment on column co_occurrence_by_slice.share_of_a is
'item_count / a_item_count.';
