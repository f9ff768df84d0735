-- fill:   label
-- reads:  staged_label, known_item, known_class, staged_fault
-- params: dataset_id, section
-- note:   sorted first, so that label_id follows the place in the sorted table (rowid does not
--         begin at 0 in a table that was made in the same transaction); an area that says nothing
--         is made from the box

create or replace temp table sorted_label as
select
    staged_label.* exclude (item_key, class_key, label_key, box_length, place, area_px2),
    known_item.item_id,
    known_class.class_id,
    coalesce(staged_label.label_key, staged_label.place::varchar) as label_key,
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

insert into label by name
select
    (select coalesce(max(label.label_id), 0) as last_id from label)
    + sorted_label.rowid
    - (select min(sorted_label.rowid) as first_row from sorted_label) + 1 as label_id,
    sorted_label.* exclude (place),
    (
        select coalesce(max(label.source_row), -1) + 1 as next_row
        from label
        inner join item using (item_id)
        where item.dataset_id = $dataset_id
    ) + sorted_label.place as source_row,
    'box' as shape
from sorted_label;

drop table sorted_label;
