-- fill:   dataset, task, class, dataset_class
-- reads:  class, dataset_class and task of the other project
-- params: source_id, dataset_id, name, version, now
-- note:   tasks and classes are the same where their names are

insert into dataset values ($dataset_id, $name, $version, $now);

insert into task by name
select
    (select coalesce(max(task.task_id), 0) as last_id from task)
    + row_number() over (order by source.task_id) as task_id,
    source.task_name,
    source.kind
from _other.task as source
anti join task on source.task_name = task.task_name;

create or replace temp table copied_class as
select
    source.class_id as source_id,
    task.task_id,
    source.class_name,
    source.supercategory,
    source.keypoint_names,
    source.keypoint_sigmas
from _other.class as source
inner join _other.task as question on source.task_id = question.task_id
inner join task on question.task_name = task.task_name
where
    source.class_id in (
        select declared.class_id from _other.dataset_class as declared
        where declared.dataset_id = $source_id
        union
        select labelled.class_id from _other.label as labelled
        inner join _other.item as image on labelled.item_id = image.item_id
        where image.dataset_id = $source_id
    );

insert into class by name
select
    (select coalesce(max(class.class_id), 0) as last_id from class)
    + row_number() over (order by copied_class.source_id) as class_id,
    copied_class.task_id,
    copied_class.class_name,
    copied_class.supercategory,
    copied_class.keypoint_names,
    copied_class.keypoint_sigmas
from copied_class
anti join class
    on copied_class.class_name = class.class_name and copied_class.task_id = class.task_id;

insert into dataset_class by name
select
    $dataset_id as dataset_id,
    class.class_id,
    source.class_key,
    source.class_index
from _other.dataset_class as source
inner join copied_class on source.class_id = copied_class.source_id
inner join class
    on copied_class.class_name = class.class_name and copied_class.task_id = class.task_id
where source.dataset_id = $source_id
order by source.class_index asc, source.class_key asc;
