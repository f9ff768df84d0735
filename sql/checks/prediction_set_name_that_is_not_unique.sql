-- check:  prediction_set_name_that_is_not_unique
-- means:  Two prediction sets have the same name.
-- reads:  prediction_set

select
    prediction_set_name,
    count(*) as row_count
from prediction_set
group by prediction_set_name
having count(*) > 1
order by prediction_set_name;
