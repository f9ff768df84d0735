-- fill:   sorted_label, a temporary table
-- reads:  staged_label, known_item, known_class, staged_fault
-- params: section
-- note:   an area that says nothing is made from the box

create or replace temp table sorted_label as
select
    staged_label.* exclude (item_key, class_key, label_key, box_length, place, area_px2),
    known_item.item_id,
    known_class.class_id,
    coalesce(staged_label.label_key, staged_label.place::varchar) as label_key,
    staged_label.label_key is not null as is_keyed,
    staged_label.place::integer as place,
    case
        when staged_label.area_px2 > 0 and isfinite(staged_label.area_px2)
            then staged_label.area_px2
        else staged_label.w_px * staged_label.h_px
    end as area_px2
from staged_label
inner join known_item on staged_label.item_key = known_item.join_key
inner join known_class on staged_label.class_key = known_class.class_key
anti join staged_fault
    on staged_label.place = staged_fault.place and staged_fault.section = $section
order by
    known_item.item_order asc,
    known_class.class_id asc,
    staged_label.x_px asc,
    staged_label.y_px asc,
    staged_label.w_px asc,
    staged_label.h_px asc,
    staged_label.label_key asc,
    staged_label.place asc;
