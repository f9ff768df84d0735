-- view:   error_analysis
-- grain:  one row per (prediction_set, slice, error_type)
-- reads:  error_analysis
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; error_analysis(...) takes parameters

create or replace view error_analysis as
select
    prediction_set,
    slice,
    error_type,
    error_count,
    ap,
    corrected_ap,
    delta_ap
from error_analysis();

comment on view error_analysis is
'Error types of TIDE at IoU .50: how many there are, and the average precision that each costs.';
comment on column error_analysis.prediction_set is
'Name of the prediction set.';
comment on column error_analysis.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column error_analysis.error_type is
'Cls (right place, wrong class), Loc (right class, IoU too low), Both, Dupe (its label has another prediction), Bkg (no label near), Miss (a label that no error is about); FalsePos and FalseNeg: all of them.';
comment on column error_analysis.error_count is
'How many predictions, for Miss and FalseNeg labels, are of this type.';
comment on column error_analysis.ap is
'Mean average precision as it is, after TIDE: the same for every type.';
comment on column error_analysis.corrected_ap is
'Mean average precision if only the errors of this type were corrected.';
comment on column error_analysis.delta_ap is
'What correcting this type alone would gain; the gains of several types do not add up.';
