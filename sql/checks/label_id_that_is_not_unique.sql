-- check:  label_id_that_is_not_unique
-- means:  Two labels have one key.
-- reads:  label

select
    label_id,
    count(*) as row_count
from label
group by label_id
having count(*) > 1
order by label_id;
