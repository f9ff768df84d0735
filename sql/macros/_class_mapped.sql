-- macro:  _class_mapped
-- grain:  one row per (from_dataset_id, to_dataset_id, class_id)
-- reads:  class, class_map, dataset
-- null:   to_class where predictions of the class are to be left out; to_class_id there, and where the
--         task has no class of that name yet
-- absent: classes that no rule is about
-- follows: of several rules the closest to the pair holds: first by the target (version, name, every),
--         then by the source

create or replace macro _class_mapped() as table
with

place as (

    select
        dataset_id,
        dataset_name,
        dataset_name || '@' || dataset_version as full_name
    from dataset

),

rule as (

    select
        source.dataset_id as from_dataset_id,
        target.dataset_id as to_dataset_id,
        class_map.from_class,
        class_map.to_class,
        row_number() over (
            partition by source.dataset_id, target.dataset_id, class_map.from_class
            order by
                coalesce(class_map.target_dataset = target.full_name, false) desc,
                class_map.target_dataset is not null desc,
                coalesce(class_map.source_dataset = source.full_name, false) desc,
                class_map.source_dataset is not null desc
        ) as place
    from class_map
    inner join place as source
        on coalesce(class_map.source_dataset in (source.dataset_name, source.full_name), true)
    inner join place as target
        on
            coalesce(class_map.target_dataset in (target.dataset_name, target.full_name), true)
            and source.dataset_id <> target.dataset_id

)

select
    rule.from_dataset_id,
    rule.to_dataset_id,
    class.class_id,
    class.task_id,
    rule.from_class,
    rule.to_class,
    renamed.class_id as to_class_id
from rule
inner join class on rule.from_class = class.class_name
left join class as renamed
    on rule.to_class = renamed.class_name and class.task_id = renamed.task_id
where rule.place = 1;

comment on macro table _class_mapped is  -- noqa: PRS
'The rule of class_map that holds for each class and pair of data sets.';
