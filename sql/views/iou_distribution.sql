-- view:   iou_distribution
-- grain:  one row per (prediction_set, slice, class_name, iou_low)
-- reads:  iou_distribution
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; iou_distribution(...) takes parameters

create or replace view iou_distribution as
select
    prediction_set,
    slice,
    class_name,
    iou_low,
    iou_high,
    prediction_count,
    true_positive_count
from iou_distribution();

comment on view iou_distribution is
'How many predictions of a class overlap their label by how much; true positives at IoU .50.';
comment on column iou_distribution.prediction_set is
'Name of the prediction set.';
comment on column iou_distribution.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column iou_distribution.class_name is
'Name of the class.';
comment on column iou_distribution.iou_low is
'Lower end of the bin, inside it.';
comment on column iou_distribution.iou_high is
'Upper end of the bin, inside only the last one.';
comment on column iou_distribution.prediction_count is
'Predictions in the bin.';
comment on column iou_distribution.true_positive_count is
'Those of them that are true positives at iou_threshold.';
