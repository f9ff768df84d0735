-- fill:   class, dataset_class
-- reads:  staged_class
-- params: dataset_id, class_by, task_id
-- note:   a category that has the name of another one of the file gets its id behind it; a key
--         that the data set has already keeps its class; names without keys declare a class once.
--         A class that is there learns the keypoints and sigmas that it had not

create or replace temp table named_class as
with

keyed as (

    select
        class_key,
        min(place) as place,
        arg_min(coalesce(class_name, class_key), place) as class_name,
        arg_min(supercategory, place) as supercategory,
        arg_min(keypoint_names, place) as keypoint_names,
        arg_min(keypoint_sigmas, place) as keypoint_sigmas
    from (
        from staged_class
        union all by name
        select
            null::varchar[] as keypoint_names,
            null::double[] as keypoint_sigmas
        where false
    ) as staged_class
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
    keypoint_names,
    keypoint_sigmas,
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
    arg_min(named_class.supercategory, named_class.place) as supercategory,
    arg_min(named_class.keypoint_names, named_class.place) as keypoint_names,
    arg_min(named_class.keypoint_sigmas, named_class.place) as keypoint_sigmas
from named_class
anti join class on named_class.class_name = class.class_name and class.task_id = $task_id
group by named_class.class_name;

update class set
    keypoint_names = coalesce(class.keypoint_names, named_class.keypoint_names),
    keypoint_sigmas = coalesce(class.keypoint_sigmas, named_class.keypoint_sigmas)
from named_class
where
    class.class_name = named_class.class_name
    and class.task_id = $task_id
    and (
        (class.keypoint_names is null and named_class.keypoint_names is not null)
        or (class.keypoint_sigmas is null and named_class.keypoint_sigmas is not null)
    );

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
