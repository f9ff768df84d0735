-- check:  prediction_without_item
-- means:  A prediction is on an item that does not exist.
-- reads:  prediction, item

select
    prediction.prediction_id,
    prediction.item_id
from prediction
anti join item using (item_id)
order by prediction.prediction_id;
