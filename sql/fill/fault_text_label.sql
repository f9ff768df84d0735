-- fill:   staged_fault
-- reads:  staged_label, known_item, label, class
-- params: section, item_field, class_field, task_id
-- note:   the first fault of each faulty row. Several rows of an item are several references; what was
--         loaded before gets no further ones. Codes 91 and 123 are the brackets that open a list and
--         an object. 'is a number or text' becomes 'is present' where nothing stands

insert into staged_fault
with

former as (

    select label.item_id
    from label
    inner join class using (class_id)
    where class.task_id = $task_id

),

faulty as (

    select
        each.place,
        case
            when each.item_key is null
                then {'field': $item_field, 'rule': 'is a number or text'}
            when known_item.item_id is null and ascii(each.item_key) in (91, 123)
                then {'field': $item_field, 'rule': 'is a number or text'}
            when known_item.item_id is null
                then {'field': $item_field, 'rule': 'is an item of the data set'}
            when known_item.item_id in (select former.item_id from former)
                then {'field': $class_field, 'rule': 'is of an item without a reference so far'}
        end as fault
    from staged_label as each
    left join known_item on each.item_key = known_item.join_key

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
