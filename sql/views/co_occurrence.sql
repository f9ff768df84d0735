-- view:   co_occurrence
-- grain:  one row per (prediction_set, slice, class_a, class_b) that occurs
-- reads:  co_occurrence
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; co_occurrence(...) takes parameters

create or replace view co_occurrence as
select
    prediction_set,
    slice,
    class_a,
    class_b,
    item_count,
    a_item_count,
    share_of_a
from co_occurrence();

comment on view co_occurrence is
'How many items are labelled with both of two classes.';
comment on column co_occurrence.prediction_set is
'Name of the prediction set.';
comment on column co_occurrence.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column co_occurrence.class_a is
'A class of labels.';
comment on column co_occurrence.class_b is
'Another one, or the same.';
comment on column co_occurrence.item_count is
'Items that are labelled with both.';
comment on column co_occurrence.a_item_count is
'Items that are labelled with class_a.';
comment on column co_occurrence.share_of_a is
'item_count / a_item_count.';
