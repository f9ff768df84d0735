-- check:  class_name_that_is_not_unique
-- means:  Two classes of one task have the same name.
-- reads:  class

select
    task_id,
    class_name,
    count(*) as row_count
from class
group by task_id, class_name
having count(*) > 1
order by task_id, class_name;
