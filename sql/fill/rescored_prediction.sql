-- fill:   prediction
-- reads:  _item_pair, prediction
-- params: from_set_id, prediction_set_id, dataset_id
-- note:   the order of the keys is the same in both versions, so prediction_id keeps the rank

insert into prediction by name
select
    prediction.* replace (
        (select coalesce(max(last.prediction_id), 0) as last_id from prediction as last)
        + row_number() over (order by prediction.prediction_id asc) as prediction_id,
        $prediction_set_id as prediction_set_id,
        pair.to_item_id as item_id
    )
from prediction
inner join _item_pair() as pair on prediction.item_id = pair.from_item_id
where
    prediction.prediction_set_id = $from_set_id
    and pair.to_dataset_id = $dataset_id
    and pair.is_same
order by prediction.prediction_id asc;
