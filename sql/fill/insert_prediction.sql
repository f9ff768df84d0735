-- fill:   prediction
-- reads:  sorted_prediction
-- params: prediction_set_id
-- note:   prediction_id follows the place in the sorted table; a running row_number would be the
--         work of one thread. rowid does not begin at 0 in a table that was made in the same
--         transaction

insert into prediction by name
select
    (select coalesce(max(prediction.prediction_id), 0) as last_id from prediction)
    + sorted_prediction.rowid
    - (select min(sorted_prediction.rowid) as first_row from sorted_prediction) + 1
        as prediction_id,
    $prediction_set_id as prediction_set_id,
    sorted_prediction.* exclude (place, item_order),
    sorted_prediction.place as source_row,
    'box' as shape,
    sorted_prediction.w_px * sorted_prediction.h_px as area_px2
from sorted_prediction;

drop table sorted_prediction;
