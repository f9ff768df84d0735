-- fill:   sorted_prediction, a temporary table
-- grain:  one row per prediction that can be right, in the order of table prediction
-- reads:  sorted_prediction
-- note:   for files whose predictions have keys

create or replace temp table sorted_prediction as
select sorted_prediction.*
from sorted_prediction
order by
    sorted_prediction.class_id asc,
    sorted_prediction.confidence desc,
    sorted_prediction.item_order asc,
    sorted_prediction.x_px asc,
    sorted_prediction.y_px asc,
    sorted_prediction.w_px asc,
    sorted_prediction.h_px asc,
    sorted_prediction.prediction_key asc,
    sorted_prediction.place asc;
