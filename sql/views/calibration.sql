-- view:   calibration
-- grain:  one row per (prediction_set, slice, class_name, bin)
-- reads:  calibration
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; calibration(...) takes parameters

create or replace view calibration as
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
from calibration();

comment on view calibration is
'How often predictions of a confidence are right at IoU .50: ten reliability bins of equal width.';
comment on column calibration.prediction_set is
'Name of the prediction set.';
comment on column calibration.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column calibration.class_name is
'Name of the class; null is all classes together.';
comment on column calibration.bin is
'Number of the bin, from 1; the view has ten of equal width.';
comment on column calibration.confidence_low is
'Where the bin begins.';
comment on column calibration.confidence_high is
'Where it ends; this value is in the next bin, or in the last one.';
comment on column calibration.prediction_count is
'Predictions in the bin that count.';
comment on column calibration.true_positive_count is
'True positives among them.';
comment on column calibration.mean_confidence is
'Mean of their confidences.';
comment on column calibration.precision is
'true_positive_count / prediction_count.';
comment on column calibration.precision_low is
'Lower end of its 95 % Wilson interval.';
comment on column calibration.precision_high is
'Upper end of its 95 % Wilson interval.';
comment on column calibration.gap is
'mean_confidence - precision; above 0 is over-confident.';
