-- fill:   known_class, a temporary table
-- grain:  one row per name by which a file may mean a class
-- reads:  class, dataset_class, known_class_rule
-- params: dataset_id, class_by, task_id
-- note:   only classes of the task; by key or place those of the data set, by name those of the
--         whole file. What the class map of the load says wins. 7.0 is the key 7, and 7 the key 7.0

create or replace temp table known_class as
with

keyed as (

    select
        dataset_class.class_id,
        case $class_by
            when 'class_key' then dataset_class.class_key
            when 'class_index' then dataset_class.class_index::varchar
            else (dataset_class.class_index + 1)::varchar
        end as class_key
    from dataset_class
    inner join class using (class_id)
    where
        dataset_class.dataset_id = $dataset_id
        and class.task_id = $task_id
        and $class_by <> 'class_name'
    union all by name
    select
        class_id,
        class_name as class_key
    from class
    where task_id = $task_id and $class_by = 'class_name'

),

mapped as (

    select
        keyed.class_key,
        keyed.class_id::integer as class_id
    from keyed
    anti join known_class_rule on keyed.class_key = known_class_rule.from_class
    union all
    select
        known_class_rule.from_class as class_key,
        class.class_id::integer as class_id
    from known_class_rule
    inner join class on known_class_rule.to_class = class.class_name and class.task_id = $task_id

)

select *
from mapped
union all
select
    whole.class_key || '.0' as class_key,
    whole.class_id
from mapped as whole
anti join mapped as taken on whole.class_key || '.0' = taken.class_key
where $class_by <> 'class_name' and regexp_full_match(whole.class_key, '-?[0-9]+')
union all
select
    regexp_replace(whole.class_key, '\.0$', '') as class_key,
    whole.class_id
from mapped as whole
anti join mapped as taken on regexp_replace(whole.class_key, '\.0$', '') = taken.class_key
where $class_by <> 'class_name' and regexp_full_match(whole.class_key, '-?[0-9]+\.0');
