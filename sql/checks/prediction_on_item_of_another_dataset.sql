-- check:  prediction_on_item_of_another_dataset
-- means:  A prediction is on an item that is not in the data set of its prediction set.
-- reads:  prediction, prediction_set, item

select
    prediction.prediction_id,
    prediction_set.dataset_id,
    item.dataset_id as item_dataset_id
from prediction
inner join prediction_set using (prediction_set_id)
inner join item using (item_id)
where prediction_set.dataset_id <> item.dataset_id
order by prediction.prediction_id;
