-- view:   comparison_by_slice
-- grain:  one row per (slice, class_name, measure)
-- reads:  comparison
-- null:   as in the macro of the same name
-- absent: every row, while there is no second prediction set on the data set
-- note:   the macro over every saved slice; comparison(...) takes parameters

create or replace view comparison_by_slice as
select
    baseline_name,
    candidate_name,
    slice,
    class_name,
    measure,
    baseline,
    candidate,
    delta
from comparison(slices := ['all', '*']);

comment on view comparison_by_slice is
'Every measure of the prediction set loaded last and of the one before it, and the difference. For every saved slice, beside all.';
comment on column comparison_by_slice.baseline_name is
'Name of the prediction set that is the baseline.';
comment on column comparison_by_slice.candidate_name is
'Name of the prediction set that is the candidate.';
comment on column comparison_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column comparison_by_slice.class_name is
'Name of the class; null for measures over all classes.';
comment on column comparison_by_slice.measure is
'Column of performance, or of class_performance where a class is named; left_out_item_count: items that only this set is over.';
comment on column comparison_by_slice.baseline is
'Value of the baseline.';
comment on column comparison_by_slice.candidate is
'Value of the candidate.';
comment on column comparison_by_slice.delta is
'candidate - baseline; null when one of them is undefined.';
