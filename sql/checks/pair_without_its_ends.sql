-- check:  pair_without_its_ends
-- means:  A pair names a prediction or a label that does not exist, or an IoU outside of 0 to 1
--         (the last digit of a division may lie above 1).
-- reads:  pair, prediction, label

select
    pair.prediction_id,
    pair.label_id,
    pair.iou
from pair
left join prediction using (prediction_id)
left join label using (label_id)
where
    prediction.prediction_id is null
    or label.label_id is null
    or prediction.item_id <> label.item_id
    or not coalesce(pair.iou > 0 and pair.iou <= 1 + 1e-9, false)
order by pair.prediction_id, pair.label_id;
