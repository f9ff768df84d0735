-- query:  collection_members
-- grain:  one row per member of one collection
-- reads:  class, collected, dataset, item, label, prediction, prediction_set
-- params: name
-- null:   what the target does not have

select
    dataset.dataset_name || '@' || dataset.dataset_version as dataset,
    collected.item_id,
    item.item_key,
    item.uri,
    collected.label_id,
    label.label_key,
    prediction_set.prediction_set_name as prediction_set,
    collected.prediction_id,
    coalesce(prediction.prediction_key, prediction.source_row::varchar) as prediction_key,
    class.class_name,
    prediction.confidence
from collected
inner join item using (item_id)
inner join dataset using (dataset_id)
left join label on collected.label_id = label.label_id
left join prediction on collected.prediction_id = prediction.prediction_id
left join prediction_set on prediction.prediction_set_id = prediction_set.prediction_set_id
left join class on coalesce(label.class_id, prediction.class_id) = class.class_id
where collected.collection = $name
order by collected.item_id, collected.label_id, collected.prediction_id;
