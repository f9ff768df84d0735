-- check:  evaluated_that_is_not_unique
-- means:  A prediction is ranked twice in one matching.
-- reads:  evaluated

select
    matching_id,
    prediction_id,
    count(*) as row_count
from evaluated
group by matching_id, prediction_id
having count(*) > 1
order by matching_id, prediction_id;
