-- fill:   known_class, a temporary table
-- grain:  one row per key or name by which a file may mean a class
-- reads:  class, dataset_class
-- params: dataset_id, class_by
-- note:   by key only the classes of the data set are known, by name those of the whole file

create or replace temp table known_class as
select
    dataset_class.class_key,
    dataset_class.class_id::integer as class_id
from dataset_class
where dataset_class.dataset_id = $dataset_id and $class_by = 'class_key'
union all
select
    class.class_name as class_key,
    class.class_id::integer as class_id
from class
where class.task_id = 1 and $class_by = 'class_name';
