-- check:  prediction_without_set
-- means:  A prediction belongs to a set that does not exist.
-- reads:  prediction, prediction_set

select
    prediction.prediction_id,
    prediction.prediction_set_id
from prediction
anti join prediction_set using (prediction_set_id)
order by prediction.prediction_id;
