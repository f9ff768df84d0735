-- query:  staged_rows
-- grain:  one row per row of a table of probabilities that can be right
-- reads:  staged_row, known_item, staged_fault
-- params: section, joined_by

select
    staged_row.place,
    known_item.item_id
from staged_row
inner join known_item on joined_key(staged_row.item_key, $joined_by) = known_item.join_key
anti join staged_fault
    on staged_row.place = staged_fault.place and staged_fault.section = $section
order by staged_row.place;
