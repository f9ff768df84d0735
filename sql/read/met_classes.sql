-- query:  met_classes
-- grain:  one row
-- reads:  staged_name, dataset_class, class
-- params: dataset_id, task_id, way, named
-- note:   how many of the classes of a file would be those of the data set if they were read this
--         way, and the first of either side that are not. class_index counts from 0,
--         class_index1 from 1. 7.0 is the key 7

with

ours as (

    select
        dataset_class.class_index,
        class.class_name,
        case $way
            when 'class_key'
                then regexp_replace(dataset_class.class_key, '^(-?[0-9]+)\.0$', '\1')
            when 'class_name' then class.class_name
            when 'class_index' then dataset_class.class_index::varchar
            else (dataset_class.class_index + 1)::varchar
        end as name
    from dataset_class
    inner join class using (class_id)
    where dataset_class.dataset_id = $dataset_id and class.task_id = $task_id

),

theirs as (

    select
        case
            when $way <> 'class_name' then regexp_replace(given_name, '^(-?[0-9]+)\.0$', '\1')
            else given_name
        end as name,
        min(first_place) as first_place
    from staged_name
    group by name

),

compared as (

    select
        theirs.name as given,
        theirs.first_place,
        ours.name as known,
        ours.class_name,
        ours.class_index
    from theirs
    full join ours on theirs.name = ours.name

)

select
    count(*) filter (where given is not null and known is not null) as met,
    count(distinct given) as given,
    (select count(*) from ours) as known,
    list_slice(
        list(given order by first_place) filter (where known is null), 1, $named
    ) as theirs,
    list_slice(
        list(
            case when known = class_name then known else known || ' (' || class_name || ')' end
            order by class_index
        ) filter (where given is null),
        1, $named
    ) as ours
from compared;
