-- check:  match_without_its_ends
-- means:  A match names a prediction or a label that does not exist, or two that
--         cannot belong together.
-- reads:  match, prediction, label

select
    match.prediction_id,
    match.label_id,
    match.iou
from match
left join prediction using (prediction_id)
left join label using (label_id)
where
    prediction.prediction_id is null
    or match.label_id is not null
    and (
        label.label_id is null
        or label.item_id <> prediction.item_id
        or label.class_id <> prediction.class_id
        or label.is_crowd
    )
order by match.prediction_id;
