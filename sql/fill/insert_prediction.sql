-- fill:   prediction
-- reads:  staged_prediction, known_item, known_class, staged_fault
-- params: prediction_set_id, section, joined_by
-- note:   sorted first, so that prediction_id follows the place in the sorted table; a running
--         row_number would be the work of one thread. rowid does not begin at 0 in a table that
--         was made in the same transaction

create or replace temp table sorted_prediction as
select
    staged_prediction.* exclude (item_key, class_key, box_length, place),
    known_item.item_id,
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
    staged_prediction.x_px asc,
    staged_prediction.y_px asc,
    staged_prediction.w_px asc,
    staged_prediction.h_px asc,
    staged_prediction.prediction_key asc,
    staged_prediction.place asc;

insert into prediction by name
select
    (select coalesce(max(prediction.prediction_id), 0) as last_id from prediction)
    + sorted_prediction.rowid
    - (select min(sorted_prediction.rowid) as first_row from sorted_prediction) + 1
        as prediction_id,
    $prediction_set_id as prediction_set_id,
    sorted_prediction.* exclude (place),
    sorted_prediction.place as source_row,
    'box' as shape,
    sorted_prediction.w_px * sorted_prediction.h_px as area_px2
from sorted_prediction;

drop table sorted_prediction;
