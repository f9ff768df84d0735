-- fill:   staged_fault
-- reads:  staged_row, staged_array, known_item
-- params: section, item_field, joined_by
-- note:   the first fault of each faulty row of a table of probabilities; staged_array holds the rows
--         whose numbers are wrong. Codes 91 and 123 are the brackets that open a list and an object

insert into staged_fault
with

staged as (

    select
        staged_row.place,
        staged_row.item_key,
        known_item.item_id,
        wrong.place is not null as is_wrong,
        wrong.field,
        wrong.rule,
        row_number() over (
            partition by known_item.item_id, wrong.place is null order by staged_row.place asc
        ) as repetition
    from staged_row
    left join staged_array as wrong on staged_row.place = wrong.place
    left join known_item on joined_key(staged_row.item_key, $joined_by) = known_item.join_key

),

faulty as (

    select
        staged.place,
        case
            when staged.item_key is null then {'field': $item_field, 'rule': 'is a number or text'}
            when staged.item_id is null and ascii(staged.item_key) in (91, 123)
                then {'field': $item_field, 'rule': 'is a number or text'}
            when staged.item_id is null
                then {'field': $item_field, 'rule': 'is an item of the data set'}
            when staged.is_wrong then {'field': staged.field, 'rule': staged.rule}
            when staged.repetition > 1
                then {'field': $item_field, 'rule': 'is there once'}
        end as fault
    from staged

)

select
    $section as section,
    place,
    fault.field,
    fault.rule
from faulty
where fault is not null;
