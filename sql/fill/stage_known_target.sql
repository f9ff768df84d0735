-- fill:   known_target, a temporary table
-- grain:  one row per thing that a row of metadata or metrics may describe
-- reads:  item, label, prediction, known_item
-- params: target, dataset_id, prediction_set_id
-- note:   predictions of a file without keys go by their place in it

create or replace temp table known_target as
select
    known_item.join_key as target_key,
    known_item.item_id as target_id,
    null::varchar as item_key
from known_item
where $target = 'item'
union all
select
    label.label_key as target_key,
    label.label_id as target_id,
    item.item_key
from label
inner join item using (item_id)
where $target = 'label' and item.dataset_id = $dataset_id
union all
select
    coalesce(prediction.prediction_key, prediction.source_row::varchar) as target_key,
    prediction.prediction_id as target_id,
    item.item_key
from prediction
inner join item using (item_id)
where $target = 'prediction' and prediction.prediction_set_id = $prediction_set_id;
