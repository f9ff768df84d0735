-- check:  prediction_without_class
-- means:  A prediction has a class that does not exist.
-- reads:  prediction, class

select
    prediction.prediction_id,
    prediction.class_id
from prediction
anti join class using (class_id)
order by prediction.prediction_id;
