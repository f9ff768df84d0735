-- check:  prediction_set_without_dataset
-- means:  A prediction set is about a data set that does not exist.
-- reads:  prediction_set, dataset

select
    prediction_set.prediction_set_id,
    prediction_set.dataset_id
from prediction_set
anti join dataset using (dataset_id)
order by prediction_set.prediction_set_id;
