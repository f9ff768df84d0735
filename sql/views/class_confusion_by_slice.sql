-- view:   class_confusion_by_slice
-- grain:  one row per (prediction_set, slice, class_a, class_b)
-- reads:  class_confusion
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; class_confusion(...) takes parameters

create or replace view class_confusion_by_slice as
select
    prediction_set,
    slice,
    rank,
    class_a,
    class_b,
    a_as_b_count,
    a_label_count,
    a_as_b_rate,
    a_as_b_low,
    a_as_b_high,
    b_as_a_count,
    b_label_count,
    b_as_a_rate,
    b_as_a_low,
    b_as_a_high,
    p_value,
    direction
from class_confusion(slices := ['all', '*']);

comment on view class_confusion_by_slice is
'The pairs of classes that are confused most at IoU .50: how often either is called the other, and whether both ways. For every saved slice, beside all.';
comment on column class_confusion_by_slice.prediction_set is
'Name of the prediction set.';
comment on column class_confusion_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column class_confusion_by_slice.rank is
'1 for the pair confused most: by both counts together, then by the higher rate.';
comment on column class_confusion_by_slice.class_a is
'Class of the pair that comes first by name.';
comment on column class_confusion_by_slice.class_b is
'The other class.';
comment on column class_confusion_by_slice.a_as_b_count is
'Labels of class_a with a prediction of class_b over them (outcome, reason wrong_class).';
comment on column class_confusion_by_slice.a_label_count is
'Labels of class_a.';
comment on column class_confusion_by_slice.a_as_b_rate is
'a_as_b_count / a_label_count; null without labels.';
comment on column class_confusion_by_slice.a_as_b_low is
'Lower end of its 95 % Wilson interval.';
comment on column class_confusion_by_slice.a_as_b_high is
'Upper end of its 95 % Wilson interval.';
comment on column class_confusion_by_slice.b_as_a_count is
'Labels of class_b with a prediction of class_a over them.';
comment on column class_confusion_by_slice.b_label_count is
'Labels of class_b.';
comment on column class_confusion_by_slice.b_as_a_rate is
'b_as_a_count / b_label_count; null without labels.';
comment on column class_confusion_by_slice.b_as_a_low is
'Lower end of its 95 % Wilson interval.';
comment on column class_confusion_by_slice.b_as_a_high is
'Upper end of its 95 % Wilson interval.';
comment on column class_confusion_by_slice.p_value is
'Exact two-sided binomial test that both counts are equally likely.';
comment on column class_confusion_by_slice.direction is
'one way (p_value below .05, and three quarters or more go that way), both ways (less go either way, 6 or more together), else undecided.';
