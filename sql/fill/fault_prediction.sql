-- fill:   staged_fault
-- reads:  staged_prediction, known_item, known_class
-- params: section, item_field, class_field, box_field, x_field, y_field, w_field, h_field, w_rule,
--         h_rule, confidence_field, joined_by
-- note:   the first fault of each faulty row; the where clause says, cheaply, that there is one.
--         Codes 91 and 123 are the brackets that open a list and an object.
--         'is a number' and 'is a number or text' become 'is present' where nothing stands

insert into staged_fault
with

faulty as (

    select
        staged.place,
        case
            when item_key is null then {'field': $item_field, 'rule': 'is a number or text'}
            when known_item.item_id is null and ascii(item_key) in (91, 123)
                then {'field': $item_field, 'rule': 'is a number or text'}
            when known_item.item_id is null
                then {'field': $item_field, 'rule': 'is an item of the data set'}
            when staged.class_key is null
                then {'field': $class_field, 'rule': 'is a number or text'}
            when known_class.class_id is null and ascii(staged.class_key) in (91, 123)
                then {'field': $class_field, 'rule': 'is a number or text'}
            when known_class.class_id is null
                then {'field': $class_field, 'rule': 'is a class of the data set'}
            when coalesce(box_length, 0) <> 4
                then {'field': $box_field, 'rule': 'holds 4 numbers'}
            when x_px is null then {'field': $x_field, 'rule': 'is a number'}
            when y_px is null then {'field': $y_field, 'rule': 'is a number'}
            when w_px is null then {'field': $w_field, 'rule': 'is a number'}
            when h_px is null then {'field': $h_field, 'rule': 'is a number'}
            when not isfinite(x_px) then {'field': $x_field, 'rule': 'is finite'}
            when not isfinite(y_px) then {'field': $y_field, 'rule': 'is finite'}
            when not isfinite(w_px) then {'field': $w_field, 'rule': 'is finite'}
            when not isfinite(h_px) then {'field': $h_field, 'rule': 'is finite'}
            when w_px < 0 then struct_pack(field := $w_field, rule := $w_rule)
            when h_px < 0 then struct_pack(field := $h_field, rule := $h_rule)
            when not coalesce(isfinite(x_px + w_px) and isfinite(w_px * h_px), false)
                then {'field': $w_field, 'rule': 'spans a finite area'}
            when not isfinite(y_px + h_px)
                then {'field': $h_field, 'rule': 'spans a finite area'}
            when confidence is null then {'field': $confidence_field, 'rule': 'is a number'}
            when not isfinite(confidence)
                then {'field': $confidence_field, 'rule': 'is finite'}
        end as fault
    from staged_prediction as staged
    left join known_item on joined_key(staged.item_key, $joined_by) = known_item.join_key
    left join known_class on staged.class_key = known_class.class_key
    where
        not coalesce(
            known_item.item_id is not null
            and known_class.class_id is not null
            and box_length = 4
            and w_px >= 0
            and h_px >= 0
            and isfinite(x_px + w_px)
            and isfinite(y_px + h_px)
            and isfinite(w_px * h_px)
            and isfinite(confidence),
            false
        )

)

select
    $section as section,
    faulty.place,
    fault.field,
    fault.rule
from faulty
anti join staged_fault
    on faulty.place = staged_fault.place and staged_fault.section = $section;
