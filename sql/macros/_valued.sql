-- macro:  _valued
-- grain:  one row per (prediction_set_id, slice_number, is_prediction, object_id) that counts
-- reads:  _counted, _found, _object_metric
-- null:   number of what is no finite number; category where there is no value
-- absent: objects whose table, and the table item, have no such column; ignored predictions and labels
-- note:   is_hit: a true positive, or a found label

create or replace macro _valued(
    predictions := null,
    compare_as := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    item_scope := 'all',
    protocol := 'closest',
    class_scope := 'same_class',
    class_set := null,
    outside := 'ignore',
    of_metric := 'area_px2'
) as table
select
    counted.prediction_set_id,
    counted.slice_number,
    counted.class_id,
    true as is_prediction,
    counted.prediction_id as object_id,
    counted.is_true_positive as is_hit,
    metric_of.number,
    metric_of.category
from _counted(
    predictions := predictions,
    compare_as := compare_as,
    iou_threshold := iou_threshold,
    min_confidence := min_confidence,
    item_filter := item_filter,
    label_filter := label_filter,
    prediction_filter := prediction_filter,
    slice_by := slice_by,
    slices := slices,
    classes := classes,
    item_scope := item_scope,
    protocol := protocol,
    class_scope := class_scope,
    class_set := class_set,
    outside := outside
) as counted
inner join _object_metric('prediction', of_metric) as metric_of
    on counted.prediction_id = metric_of.object_id
union all
select
    found.prediction_set_id,
    found.slice_number,
    found.class_id,
    false as is_prediction,
    found.label_id as object_id,
    found.is_found as is_hit,
    metric_of.number,
    metric_of.category
from _found(
    predictions := predictions,
    compare_as := compare_as,
    iou_threshold := iou_threshold,
    min_confidence := min_confidence,
    item_filter := item_filter,
    label_filter := label_filter,
    prediction_filter := prediction_filter,
    slice_by := slice_by,
    slices := slices,
    classes := classes,
    item_scope := item_scope,
    protocol := protocol,
    class_scope := class_scope,
    outside := outside
) as found
inner join _object_metric('label', of_metric) as metric_of on found.label_id = metric_of.object_id;

comment on macro table _valued is  -- noqa: PRS
'Each prediction and label that counts, in each slice, with its value of a metric.';
