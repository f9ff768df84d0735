-- view:   calibration_summary
-- grain:  one row per (prediction_set, slice, class_name); class_name null is all classes
-- reads:  calibration_summary
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; calibration_summary(...) takes parameters

create or replace view calibration_summary as
select
    prediction_set,
    slice,
    class_name,
    prediction_count,
    true_positive_count,
    left_out_count,
    mean_confidence,
    precision,
    over_confidence,
    ece,
    mce,
    ace,
    rms_error,
    brier
from calibration_summary();

comment on view calibration_summary is
'How far confidence is from the share of predictions that is right at IoU .50.';
comment on column calibration_summary.prediction_set is
'Name of the prediction set.';
comment on column calibration_summary.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column calibration_summary.class_name is
'Name of the class; null is all classes together.';
comment on column calibration_summary.prediction_count is
'Predictions that count, with a confidence from 0 to 1.';
comment on column calibration_summary.true_positive_count is
'True positives among them.';
comment on column calibration_summary.left_out_count is
'Predictions with a confidence below 0 or above 1, which are in no other number.';
comment on column calibration_summary.mean_confidence is
'Mean of the confidences.';
comment on column calibration_summary.precision is
'true_positive_count / prediction_count.';
comment on column calibration_summary.over_confidence is
'mean_confidence - precision; below 0 is under-confident.';
comment on column calibration_summary.ece is
'Expected calibration error: mean distance of confidence and precision over ten bins of equal width, weighted by predictions.';
comment on column calibration_summary.mce is
'Maximum calibration error: the largest of these distances.';
comment on column calibration_summary.ace is
'Adaptive calibration error: as ece, over ten bins of equally many predictions.';
comment on column calibration_summary.rms_error is
'Root of the mean square of the distances in ece.';
comment on column calibration_summary.brier is
'Mean of (confidence - hit)^2; hit is 1 for a true positive, else 0.';
