-- fill:   match
-- reads:  prediction, pair
-- params: matching_id, prediction_set_id
-- follows: an answer belongs to the reference of its item. An answer for an item without one is neither
--         right nor wrong: it is ignored as what lies in a crowd is

insert into match
select
    $matching_id as matching_id,
    prediction.prediction_id,
    pair.label_id,
    coalesce(pair.iou, 0) as iou,
    -1 as duplicate_iou,
    case when pair.label_id is null then 1 end as crowd_overlap
from prediction
left join pair using (prediction_id)
where prediction.prediction_set_id = $prediction_set_id;
