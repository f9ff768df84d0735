-- query:  staged_answers
-- grain:  one row per answer of a table of answers that can be right
-- reads:  staged_prediction, known_item, known_class, staged_fault
-- params: section, joined_by

select
    known_item.item_id,
    known_class.class_id,
    staged_prediction.confidence
from staged_prediction
inner join known_item
    on joined_key(staged_prediction.item_key, $joined_by) = known_item.join_key
inner join known_class on staged_prediction.class_key = known_class.class_key
anti join staged_fault
    on staged_prediction.place = staged_fault.place and staged_fault.section = $section
order by known_item.item_id, known_class.class_id;
