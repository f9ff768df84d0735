-- view:   calibration_summary_by_slice
-- grain:  one row per (prediction_set, slice, class_name); class_name null is all classes
-- reads:  calibration_summary
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; calibration_summary(...) takes parameters

create or replace view calibration_summary_by_slice as
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
from calibration_summary(slices := ['all', '*']);

comment on view calibration_summary_by_slice is
'How far confidence is from the share of predictions that is right at IoU .50. For every saved slice, beside all.';
comment on column calibration_summary_by_slice.prediction_set is
'Name of the prediction set.';
comment on column calibration_summary_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column calibration_summary_by_slice.class_name is
'Name of the class; null is all classes together.';
comment on column calibration_summary_by_slice.prediction_count is
'Predictions that count, with a confidence from 0 to 1.';
comment on column calibration_summary_by_slice.true_positive_count is
'True positives among them.';
comment on column calibration_summary_by_slice.left_out_count is
'Predictions with a confidence below 0 or above 1, which are in no other number.';
comment on column calibration_summary_by_slice.mean_confidence is
'Mean of the confidences.';
comment on column calibration_summary_by_slice.precision is
'true_positive_count / prediction_count.';
comment on column calibration_summary_by_slice.over_confidence is
'mean_confidence - precision; below 0 is under-confident.';
comment on column calibration_summary_by_slice.ece is
'Expected calibration error: mean distance of confidence and precision over ten bins of equal width, weighted by predictions.';
comment on column calibration_summary_by_slice.mce is
'Maximum calibration error: the largest of these distances.';
comment on column calibration_summary_by_slice.ace is
'Adaptive calibration error: as ece, over ten bins of equally many predictions.';
comment on column calibration_summary_by_slice.rms_error is
'Root of the mean square of the distances in ece.';
comment on column calibration_summary_by_slice.brier is
'Mean of (confidence - hit)^2; hit is 1 for a true positive, else 0.';
