-- fill:   staged_fault
-- reads:  staged_label, known_item, known_class, label, class
-- params: section, item_field, class_field, task_id, kind
-- note:   the first fault of each faulty row. Codes 91 and 123 are the brackets that open a list and
--         an object. 'is a number or text' becomes 'is present' where nothing stands

insert into staged_fault
with

staged as (

    select
        each.place,
        each.item_key,
        each.class_key,
        known_item.item_id,
        known_class.class_id,
        row_number() over (
            partition by known_item.item_id, known_class.class_id order by each.place asc
        ) as repetition,
        row_number() over (partition by known_item.item_id order by each.place asc)
            as label_number
    from staged_label as each
    left join known_item on each.item_key = known_item.join_key
    left join known_class on each.class_key = known_class.class_key

),

former as (

    select
        label.item_id,
        label.class_id
    from label
    inner join class using (class_id)
    where class.task_id = $task_id

),

faulty as (

    select
        staged.place,
        case
            when item_key is null then {'field': $item_field, 'rule': 'is a number or text'}
            when item_id is null and ascii(item_key) in (91, 123)
                then {'field': $item_field, 'rule': 'is a number or text'}
            when item_id is null
                then {'field': $item_field, 'rule': 'is an item of the data set'}
            when class_key is null
                then {'field': $class_field, 'rule': 'is a number or text'}
            when class_id is null and ascii(class_key) in (91, 123)
                then {'field': $class_field, 'rule': 'is a number or text'}
            when class_id is null
                then {'field': $class_field, 'rule': 'is a class of the data set'}
            when
                repetition > 1
                or (item_id, class_id) in (select (former.item_id, former.class_id) from former)
                then {'field': $class_field, 'rule': 'is said once for an item'}
            when
                $kind = 'multiclass'
                and (label_number > 1 or item_id in (select former.item_id from former))
                then {'field': $class_field, 'rule': 'is the only class of its item'}
        end as fault
    from staged

)

select
    $section as section,
    faulty.place,
    fault.field,
    fault.rule
from faulty
anti join staged_fault
    on faulty.place = staged_fault.place and staged_fault.section = $section
where fault is not null;
