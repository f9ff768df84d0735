-- check:  slice_name_that_is_not_unique
-- means:  Two slices have the same name.
-- reads:  slice

select
    slice_name,
    count(*) as row_count
from slice
group by slice_name
having count(*) > 1
order by slice_name;
