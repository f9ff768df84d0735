-- macro:  duplicate_prediction
-- grain:  one row per (prediction_set, prediction_id)
-- reads:  error_type, prediction
-- units:  confidence and iou are fractions
-- null:   never
-- absent: predictions inside a crowd, and what a filter excludes
-- follows: the errors of type Dupe in error_type: a label of its class reaches iou_threshold, and a
--         more confident prediction has it

create or replace macro duplicate_prediction(
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
    each.taken_by_prediction_id,
    coalesce(taker.prediction_key, taker.source_row::varchar) as taken_by_prediction_key,
    taker.confidence as taken_by_confidence
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
inner join prediction as taker on each.taken_by_prediction_id = taker.prediction_id
where each.error_type = 'Dupe' and each.outcome = 'fp'
order by each.prediction_set asc, each.confidence desc, each.prediction_id asc;

comment on macro table duplicate_prediction is  -- noqa: PRS
'Predictions of a label that a more confident prediction has, with both.';
