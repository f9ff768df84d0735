-- fill:   known_class, a temporary table
-- grain:  one row per key or name by which a file may mean a class
-- reads:  class, dataset_class
-- params: dataset_id, class_by, task_id
-- note:   only classes of the task; by key those of the data set, by name those of the whole file.
--         7.0 is the key 7, and 7 the key 7.0

create or replace temp table known_class as
with

keyed as (

    select
        dataset_class.class_key,
        dataset_class.class_id::integer as class_id
    from dataset_class
    inner join class using (class_id)
    where
        dataset_class.dataset_id = $dataset_id
        and class.task_id = $task_id
        and $class_by = 'class_key'
    union all
    select
        class_name as class_key,
        class_id::integer as class_id
    from class
    where task_id = $task_id and $class_by = 'class_name'

)

select *
from keyed
union all
select
    whole.class_key || '.0' as class_key,
    whole.class_id
from keyed as whole
anti join keyed as taken on whole.class_key || '.0' = taken.class_key
where $class_by = 'class_key' and regexp_full_match(whole.class_key, '-?[0-9]+')
union all
select
    regexp_replace(whole.class_key, '\.0$', '') as class_key,
    whole.class_id
from keyed as whole
anti join keyed as taken on regexp_replace(whole.class_key, '\.0$', '') = taken.class_key
where $class_by = 'class_key' and regexp_full_match(whole.class_key, '-?[0-9]+\.0');
