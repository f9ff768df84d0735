-- macro:  _class_place
-- grain:  one row per (dataset_id, class_id)
-- reads:  class, dataset, dataset_class
-- null:   class_key of a class that the data set does not declare
-- follows: place counts the classes of a task from 1: those in the list of the data set in its order,
--         then the others by name. Of equally probable classes the first one is the answer

create or replace macro _class_place() as table
with

listed as (

    select
        dataset_id,
        class_id,
        min(class_key) as class_key,
        min(class_index) as class_index
    from dataset_class
    group by dataset_id, class_id

)

select
    dataset.dataset_id,
    class.class_id,
    class.task_id,
    class.class_name,
    listed.class_key,
    row_number() over (
        partition by dataset.dataset_id, class.task_id
        order by listed.class_index asc nulls last, class.class_name asc
    ) as place
from dataset
cross join class
left join listed
    on dataset.dataset_id = listed.dataset_id and class.class_id = listed.class_id;

comment on macro table _class_place is  -- noqa: PRS
'The order of the classes of a task in each data set: that of its list, then by name.';
