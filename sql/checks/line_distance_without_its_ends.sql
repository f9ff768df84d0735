-- check:  line_distance_without_its_ends
-- means:  A distance names a prediction or a label that does not exist, or is no distance.
-- reads:  line_distance, prediction, label

select
    line_distance.prediction_id,
    line_distance.label_id,
    line_distance.distance_px
from line_distance
left join prediction using (prediction_id)
left join label using (label_id)
where
    prediction.prediction_id is null
    or label.label_id is null
    or prediction.item_id <> label.item_id
    or not coalesce(line_distance.distance_px >= 0, false)
order by line_distance.prediction_id, line_distance.label_id;
