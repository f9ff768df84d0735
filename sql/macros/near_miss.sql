-- macro:  near_miss
-- grain:  one row per (prediction_set, prediction_id)
-- reads:  error_type
-- units:  confidence and iou are fractions
-- null:   never
-- absent: predictions inside a crowd, and what a filter excludes
-- follows: the errors of type Loc in error_type: the best label of its class has an IoU from
--         background_threshold to iou_threshold

create or replace macro near_miss(
    predictions := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all',
    outside := 'ignore',
    background_threshold := 0.1,
    max_detections := null
) as table
select
    each.prediction_set,
    each.item_id,
    each.item_key,
    each.prediction_id,
    each.prediction_key,
    each.class_name,
    each.confidence,
    each.label_id,
    each.label_key,
    each.iou,
    iou_threshold::double - each.iou as missing_iou,
    each.would_find,
    each.taken_by_prediction_id
from error_type(
    predictions := predictions,
    iou_threshold := iou_threshold,
    min_confidence := min_confidence,
    item_filter := item_filter,
    label_filter := label_filter,
    prediction_filter := prediction_filter,
    classes := classes,
    compare_as := compare_as,
    item_scope := item_scope,
    outside := outside,
    background_threshold := background_threshold,
    max_detections := max_detections
) as each
where each.error_type = 'Loc' and each.outcome = 'fp'
order by each.prediction_set asc, each.iou desc, each.prediction_id asc;

comment on macro table near_miss is  -- noqa: PRS
'Predictions of the right class whose box is not good enough, with the label they are near.';
