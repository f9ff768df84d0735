-- check:  evaluated_that_is_not_its_prediction
-- means:  A ranked prediction differs from the prediction that it stands for.
-- reads:  evaluated, prediction

select
    evaluated.prediction_id,
    evaluated.confidence,
    prediction.confidence as prediction_confidence
from evaluated
left join prediction using (prediction_id)
where
    prediction.prediction_id is null
    or evaluated.prediction_set_id <> prediction.prediction_set_id
    or evaluated.item_id <> prediction.item_id
    or evaluated.class_id <> prediction.class_id
    or evaluated.confidence <> prediction.confidence
order by evaluated.prediction_id;
