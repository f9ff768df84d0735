-- view:   outcome_change_summary_by_slice
-- grain:  one row per (slice, class_name)
-- reads:  outcome_change_summary
-- null:   as in the macro of the same name
-- absent: every row, while there is no second prediction set on the data set
-- note:   the macro over every saved slice; outcome_change_summary(...) takes parameters

create or replace view outcome_change_summary_by_slice as
select
    baseline_name,
    candidate_name,
    slice,
    class_name,
    label_count,
    both_count,
    fixed_count,
    broken_count,
    neither_count,
    p_value
from outcome_change_summary(slices := ['all', '*']);

comment on view outcome_change_summary_by_slice is
'How many labels were fixed and broken between the prediction set loaded last and the one before it. For every saved slice, beside all.';
comment on column outcome_change_summary_by_slice.baseline_name is
'Name of the prediction set that is the baseline.';
comment on column outcome_change_summary_by_slice.candidate_name is
'Name of the prediction set that is the candidate.';
comment on column outcome_change_summary_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column outcome_change_summary_by_slice.class_name is
'Name of the class; null for all classes together.';
comment on column outcome_change_summary_by_slice.label_count is
'Labels that count, on items that both sets are over.';
comment on column outcome_change_summary_by_slice.both_count is
'Labels that both sets find.';
comment on column outcome_change_summary_by_slice.fixed_count is
'Labels that the candidate alone finds.';
comment on column outcome_change_summary_by_slice.broken_count is
'Labels that the baseline alone finds.';
comment on column outcome_change_summary_by_slice.neither_count is
'Labels that none finds.';
comment on column outcome_change_summary_by_slice.p_value is
'Exact two-sided p of McNemar over fixed and broken; null without labels.';
