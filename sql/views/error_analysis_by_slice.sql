-- view:   error_analysis_by_slice
-- grain:  one row per (prediction_set, slice, error_type)
-- reads:  error_analysis
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; error_analysis(...) takes parameters

create or replace view error_analysis_by_slice as
select
    prediction_set,
    slice,
    error_type,
    error_count,
    ap,
    corrected_ap,
    delta_ap
from error_analysis(slices := ['all', '*']);

comment on view error_analysis_by_slice is
'Error types of TIDE at IoU .50: how many there are, and the average precision that each costs. For every saved slice, beside all.';
comment on column error_analysis_by_slice.prediction_set is
'Name of the prediction set.';
comment on column error_analysis_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column error_analysis_by_slice.error_type is
'Cls (right place, wrong class), Loc (right class, IoU too low), Both, Dupe (its label has another prediction), Bkg (no label near), Miss (a label that no error is about); FalsePos and FalseNeg: all of them.';
comment on column error_analysis_by_slice.error_count is
'How many predictions, for Miss and FalseNeg labels, are of this type.';
comment on column error_analysis_by_slice.ap is
'Mean average precision as it is, after TIDE: the same for every type.';
comment on column error_analysis_by_slice.corrected_ap is
'Mean average precision if only the errors of this type were corrected.';
comment on column error_analysis_by_slice.delta_ap is
'What correcting this type alone would gain; the gains of several types do not add up.';
