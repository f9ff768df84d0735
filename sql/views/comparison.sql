-- view:   comparison
-- grain:  one row per (slice, class_name, measure)
-- reads:  comparison
-- null:   as in the macro of the same name
-- absent: every row, while there is no second prediction set on the data set
-- note:   the macro with all its defaults; comparison(...) takes parameters

create or replace view comparison as
select
    baseline_name,
    candidate_name,
    slice,
    class_name,
    measure,
    baseline,
    candidate,
    delta
from comparison();

comment on view comparison is
'Every measure of the prediction set loaded last and of the one before it, and the difference.';
comment on column comparison.baseline_name is
'Name of the prediction set that is the baseline.';
comment on column comparison.candidate_name is
'Name of the prediction set that is the candidate.';
comment on column comparison.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column comparison.class_name is
'Name of the class; null for measures over all classes.';
comment on column comparison.measure is
'Column of performance, or of class_performance where a class is named; left_out_item_count: items that only this set is over.';
comment on column comparison.baseline is
'Value of the baseline.';
comment on column comparison.candidate is
'Value of the candidate.';
comment on column comparison.delta is
'candidate - baseline; null when one of them is undefined.';
