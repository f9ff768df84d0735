-- view:   calibration_by_slice
-- grain:  one row per (prediction_set, slice, class_name, bin)
-- reads:  calibration
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; calibration(...) takes parameters

create or replace view calibration_by_slice as
select
    prediction_set,
    slice,
    class_name,
    bin,
    confidence_low,
    confidence_high,
    prediction_count,
    true_positive_count,
    mean_confidence,
    precision,
    precision_low,
    precision_high,
    gap
from calibration(slices := ['all', '*']);

comment on view calibration_by_slice is
'How often predictions of a confidence are right at IoU .50: ten reliability bins of equal width. For every saved slice, beside all.';
comment on column calibration_by_slice.prediction_set is
'Name of the prediction set.';
comment on column calibration_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column calibration_by_slice.class_name is
'Name of the class; null is all classes together.';
comment on column calibration_by_slice.bin is
'Number of the bin, from 1; the view has ten of equal width.';
comment on column calibration_by_slice.confidence_low is
'Where the bin begins.';
comment on column calibration_by_slice.confidence_high is
'Where it ends; this value is in the next bin, or in the last one.';
comment on column calibration_by_slice.prediction_count is
'Predictions in the bin that count.';
comment on column calibration_by_slice.true_positive_count is
'True positives among them.';
comment on column calibration_by_slice.mean_confidence is
'Mean of their confidences.';
comment on column calibration_by_slice.precision is
'true_positive_count / prediction_count.';
comment on column calibration_by_slice.precision_low is
'Lower end of its 95 % Wilson interval.';
comment on column calibration_by_slice.precision_high is
'Upper end of its 95 % Wilson interval.';
comment on column calibration_by_slice.gap is
'mean_confidence - precision; above 0 is over-confident.';
