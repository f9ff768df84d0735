-- fill:   staged_fault
-- reads:  staged_prediction, known_item, known_class
-- params: section, item_field, class_field, confidence_field, joined_by
-- note:   the first fault of each faulty row, where each row is an answer. Codes 91 and 123 are the
--         brackets that open a list and an object. 'is a number' and 'is a number or text' become
--         'is present' where nothing stands

insert into staged_fault
with

staged as (

    select
        each.place,
        each.item_key,
        each.class_key,
        each.confidence,
        known_item.item_id,
        known_class.class_id,
        row_number() over (
            partition by known_item.item_id, known_class.class_id order by each.place asc
        ) as repetition
    from staged_prediction as each
    left join known_item on joined_key(each.item_key, $joined_by) = known_item.join_key
    left join known_class on each.class_key = known_class.class_key

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
            when confidence is null then {'field': $confidence_field, 'rule': 'is a number'}
            when not isfinite(confidence)
                then {'field': $confidence_field, 'rule': 'is finite'}
            when confidence < 0 or confidence > 1
                then {'field': $confidence_field, 'rule': 'is a probability from 0 to 1'}
            when repetition > 1
                then {'field': $class_field, 'rule': 'is said once for an item'}
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
