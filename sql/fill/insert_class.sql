-- fill:   class, dataset_class
-- reads:  staged_class
-- params: dataset_id, class_by, task_id
-- note:   a category that has the name of another one of the file gets its id behind it; a key
--         that the data set has already keeps its class; names without keys declare a class once

create or replace temp table named_class as
with

keyed as (

    select
        class_key,
        min(place) as place,
        arg_min(coalesce(class_name, class_key), place) as class_name,
        arg_min(supercategory, place) as supercategory
    from staged_class
    where class_key is not null
    group by class_key

),

numbered as (

    select
        keyed.*,
        class.class_name as former_name,
        row_number() over (
            partition by keyed.class_name
            order by class.class_name is null, keyed.place asc
        ) as namesake
    from keyed
    left join (
        select
            dataset_class.class_key,
            class.class_name
        from dataset_class
        inner join class using (class_id)
        where dataset_class.dataset_id = $dataset_id and class.task_id = $task_id
    ) as class using (class_key)

)

select
    place,
    class_key,
    class_name as given_name,
    former_name,
    supercategory,
    case
        when former_name is not null then former_name
        when namesake = 1 then class_name
        else class_name || ' #' || class_key
    end as class_name
from numbered;

insert into class by name
select
    (select coalesce(max(class.class_id), 0) as last_id from class)
    + row_number() over (order by min(named_class.place)) as class_id,
    $task_id as task_id,
    named_class.class_name,
    arg_min(named_class.supercategory, named_class.place) as supercategory
from named_class
anti join class on named_class.class_name = class.class_name and class.task_id = $task_id
group by named_class.class_name;

insert into dataset_class by name
select
    $dataset_id as dataset_id,
    class.class_id,
    named_class.class_key,
    (
        select coalesce(max(dataset_class.class_index), -1) as last_index
        from dataset_class
        inner join class using (class_id)
        where dataset_class.dataset_id = $dataset_id and class.task_id = $task_id
    ) + row_number() over (order by named_class.place) as class_index
from named_class
inner join class on named_class.class_name = class.class_name and class.task_id = $task_id
where
    named_class.former_name is null
    and (
        $class_by = 'class_key'
        or class.class_id not in (
            select dataset_class.class_id from dataset_class
            where dataset_class.dataset_id = $dataset_id
        )
    );
