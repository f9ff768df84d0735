-- query:  sent_suggestions
-- grain:  one row per suspect on an item of a collection, of one data set
-- reads:  class, collected, duplicate_candidate, item, label, label_error_candidate, prediction,
--         prediction_set
-- params: name, dataset_id, predictions
-- null:   label_key where a label is missing; prediction_set and confidence of what no prediction
--         says; score of duplicates and of the members of the collection themselves
-- note:   kind collected is a label or a prediction that the collection lists

with

chosen as (

    select
        collected.target,
        collected.item_id,
        collected.label_id,
        collected.prediction_id
    from collected
    inner join item using (item_id)
    where collected.collection = $name and item.dataset_id = $dataset_id

),

suspect as (

    select
        found.kind,
        found.score,
        found.prediction_set,
        found.item_id,
        found.label_id,
        found.label_key,
        found.predicted_class as class_name,
        found.confidence,
        found.iou,
        found.suggested_x_px as x_px,
        found.suggested_y_px as y_px,
        found.suggested_w_px as w_px,
        found.suggested_h_px as h_px
    from label_error_candidate(predictions := $predictions) as found
    union all
    select
        'duplicate' as kind,
        null::double as score,
        null as prediction_set,
        found.item_id,
        found.other_object_id as label_id,
        found.other_object_key as label_key,
        found.class_name,
        null::double as confidence,
        found.iou,
        label.x_px,
        label.y_px,
        label.w_px,
        label.h_px
    from duplicate_candidate() as found
    inner join label on found.other_object_id = label.label_id
    where found.kind = 'label'
    union all
    select
        'collected' as kind,
        null::double as score,
        null as prediction_set,
        label.item_id,
        label.label_id,
        label.label_key,
        class.class_name,
        null::double as confidence,
        null::double as iou,
        label.x_px,
        label.y_px,
        label.w_px,
        label.h_px
    from chosen
    inner join label using (label_id)
    inner join class on label.class_id = class.class_id
    union all
    select
        'collected' as kind,
        null::double as score,
        prediction_set.prediction_set_name as prediction_set,
        prediction.item_id,
        null::bigint as label_id,
        null as label_key,
        class.class_name,
        prediction.confidence,
        null::double as iou,
        prediction.x_px,
        prediction.y_px,
        prediction.w_px,
        prediction.h_px
    from chosen
    inner join prediction using (prediction_id)
    inner join prediction_set using (prediction_set_id)
    inner join class on prediction.class_id = class.class_id

)

select
    suspect.kind,
    suspect.score,
    suspect.prediction_set,
    item.item_id,
    item.item_key,
    suspect.label_key,
    suspect.class_name,
    suspect.confidence,
    suspect.iou,
    suspect.x_px,
    suspect.y_px,
    suspect.w_px,
    suspect.h_px
from suspect
inner join item using (item_id)
semi join chosen using (item_id)
where item.dataset_id = $dataset_id
order by
    item.item_order asc,
    item.item_id asc,
    suspect.score desc nulls last,
    suspect.kind asc,
    suspect.prediction_set asc,
    suspect.label_key asc,
    suspect.class_name asc,
    suspect.confidence desc,
    suspect.x_px asc,
    suspect.y_px asc,
    suspect.w_px asc,
    suspect.h_px asc;
