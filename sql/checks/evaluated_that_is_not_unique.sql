-- check:  evaluated_that_is_not_unique
-- means:  A prediction is ranked twice.
-- reads:  evaluated

select
    prediction_id,
    count(*) as row_count
from evaluated
group by prediction_id
having count(*) > 1
order by prediction_id;
