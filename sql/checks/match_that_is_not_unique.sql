-- check:  match_that_is_not_unique
-- means:  A prediction has two closest labels.
-- reads:  match

select
    prediction_id,
    count(*) as row_count
from match
group by prediction_id
having count(*) > 1
order by prediction_id;
