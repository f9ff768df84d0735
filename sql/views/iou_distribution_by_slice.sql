-- view:   iou_distribution_by_slice
-- grain:  one row per (prediction_set, slice, class_name, iou_low)
-- reads:  iou_distribution
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; iou_distribution(...) takes parameters

create or replace view iou_distribution_by_slice as
select
    prediction_set,
    slice,
    class_name,
    iou_low,
    iou_high,
    prediction_count,
    true_positive_count
from iou_distribution(slices := ['all', '*']);

comment on view iou_distribution_by_slice is
'How many predictions of a class overlap their label by how much; true positives at IoU .50. For every saved slice, beside all.';
comment on column iou_distribution_by_slice.prediction_set is
'Name of the prediction set.';
comment on column iou_distribution_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column iou_distribution_by_slice.class_name is
'Name of the class.';
comment on column iou_distribution_by_slice.iou_low is
'Lower end of the bin, inside it.';
comment on column iou_distribution_by_slice.iou_high is
'Upper end of the bin, inside only the last one.';
comment on column iou_distribution_by_slice.prediction_count is
'Predictions in the bin.';
comment on column iou_distribution_by_slice.true_positive_count is
'Those of them that are true positives at iou_threshold.';
