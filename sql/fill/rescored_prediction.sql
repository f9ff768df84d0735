-- fill:   prediction
-- reads:  item, prediction
-- params: from_set_id, prediction_set_id, dataset_id
-- note:   the order of the keys is the same in both versions, so prediction_id keeps the rank

insert into prediction by name
select
    prediction.* replace (
        (select coalesce(max(last.prediction_id), 0) as last_id from prediction as last)
        + row_number() over (order by prediction.prediction_id asc) as prediction_id,
        $prediction_set_id as prediction_set_id,
        newer.item_id as item_id
    )
from prediction
inner join item as older on prediction.item_id = older.item_id
inner join item as newer
    on newer.dataset_id = $dataset_id and older.item_key = newer.item_key
where prediction.prediction_set_id = $from_set_id
order by prediction.prediction_id asc;
