-- query:  probabilities
-- grain:  one row per (class_id, item_id) of a set
-- reads:  probability
-- params: prediction_set_id

select
    item_id,
    class_id,
    probability
from probability
where prediction_set_id = $prediction_set_id
order by class_id, item_id;
