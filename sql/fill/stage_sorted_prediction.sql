-- fill:   sorted_prediction, a temporary table
-- grain:  one row per prediction that can be right, by class, falling confidence, item, left edge
-- reads:  staged_prediction, known_item, known_class, staged_fault
-- params: section, joined_by
-- note:   four keys fit into 32 bytes, which sorts in half the time of the whole order; rows that
--         are equal in all four are rare (load_tied_predictions.sql counts them)

create or replace temp table sorted_prediction as
select
    staged_prediction.* exclude (item_key, class_key, box_length, place),
    known_item.item_id,
    known_item.item_order,
    known_class.class_id,
    staged_prediction.place::integer as place
from staged_prediction
inner join known_item
    on joined_key(staged_prediction.item_key, $joined_by) = known_item.join_key
inner join known_class on staged_prediction.class_key = known_class.class_key
anti join staged_fault
    on staged_prediction.place = staged_fault.place and staged_fault.section = $section
order by
    known_class.class_id asc,
    staged_prediction.confidence desc,
    known_item.item_order asc,
    staged_prediction.x_px asc;
