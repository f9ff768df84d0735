-- macro:  fold_size
-- grain:  one row per (dataset, fold, task, class_name); class_name null is all classes
-- reads:  _item_fold, _left_out_class, _member, class, dataset, label, task
-- units:  item_count items, label_count labels
-- null:   task and class_name of the rows for all classes; fold of items without one
-- absent: classes without a label in the fold; crowd labels, which do not count
-- follows: an item counts once for each class that it has a label of; all classes: every item, also
--         one without labels

create or replace macro fold_size(
    item_filter := 'true', classes := null::varchar[], fold_by := null
) as table
with

member_item as (

    select
        member.item_id,
        member.dataset_id,
        fold_of.fold
    from _member(item_filter := item_filter) as member
    inner join _item_fold(fold_by := fold_by) as fold_of using (item_id)

),

counting as (

    select
        label.item_id,
        task.task_name,
        class.class_name
    from label
    inner join class using (class_id)
    inner join task using (task_id)
    anti join _left_out_class(classes := classes) as other
        on label.class_id = other.class_id
    where not label.is_crowd

),

counted as (

    select
        member_item.dataset_id,
        member_item.fold,
        null::varchar as task_name,
        null::varchar as class_name,
        count(distinct member_item.item_id) as item_count,
        count(counting.item_id) as label_count
    from member_item
    left join counting using (item_id)
    group by member_item.dataset_id, member_item.fold
    union all
    select
        member_item.dataset_id,
        member_item.fold,
        counting.task_name,
        counting.class_name,
        count(distinct member_item.item_id) as item_count,
        count(*) as label_count
    from member_item
    inner join counting using (item_id)
    group by member_item.dataset_id, member_item.fold, counting.task_name, counting.class_name

)

select
    dataset.dataset_name || '@' || dataset.dataset_version as dataset,
    counted.fold,
    counted.task_name as task,
    counted.class_name,
    counted.item_count,
    counted.label_count
from counted
inner join dataset using (dataset_id)
order by
    dataset.dataset_name asc,
    dataset.dataset_version asc,
    try_cast(counted.fold as bigint) asc nulls last,
    counted.fold asc nulls last,
    counted.task_name asc nulls first,
    counted.class_name asc nulls first;

comment on macro table fold_size is  -- noqa: PRS
'How many items and labels each fold has, and how many of each class.';
