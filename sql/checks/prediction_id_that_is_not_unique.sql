-- check:  prediction_id_that_is_not_unique
-- means:  Two predictions have one key.
-- reads:  prediction

select
    prediction_id,
    count(*) as row_count
from prediction
group by prediction_id
having count(*) > 1
order by prediction_id;
