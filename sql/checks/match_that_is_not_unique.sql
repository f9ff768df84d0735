-- check:  match_that_is_not_unique
-- means:  A prediction has two closest labels in one matching.
-- reads:  match

select
    matching_id,
    prediction_id,
    count(*) as row_count
from match
group by matching_id, prediction_id
having count(*) > 1
order by matching_id, prediction_id;
