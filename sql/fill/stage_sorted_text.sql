-- fill:   sorted_label, a temporary table
-- reads:  staged_label, known_item, known_class, staged_fault
-- params: section
-- note:   the first text of an item is its label; those that follow, in its list or its further rows,
--         are further references

create or replace temp table sorted_label as
select
    staged_label.* exclude (item_key, class_key, label_key, box_length, place, further_texts),
    known_item.item_id,
    known_class.class_id,
    coalesce(staged_label.label_key, staged_label.place::varchar) as label_key,
    staged_label.label_key is not null as is_keyed,
    staged_label.place::integer as place,
    nullif(
        staged_label.further_texts || coalesce(
            flatten(
                list([staged_label.text] || staged_label.further_texts) over (
                    partition by known_item.item_id
                    order by staged_label.place asc
                    rows between 1 following and unbounded following
                )
            ),
            []
        ),
        []
    ) as other_texts
from staged_label
inner join known_item on staged_label.item_key = known_item.join_key
inner join known_class on staged_label.class_key = known_class.class_key
anti join staged_fault
    on staged_label.place = staged_fault.place and staged_fault.section = $section
qualify row_number() over (
    partition by known_item.item_id order by staged_label.place asc
) = 1
order by known_item.item_order asc;
