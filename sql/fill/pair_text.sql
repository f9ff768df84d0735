-- fill:   pair
-- reads:  scored_text
-- params: matching_id
-- follows: the overlap of an answer and its reference is 1 where they match normalised; else half of
--         their token F1, which is below .5: at the threshold of .5 an answer is right that
--         matches, and at T below it one whose token F1 is 2 T

insert into pair
select
    $matching_id as matching_id,
    prediction_id,
    label_id,
    case when normalised_match then 1 else least(token_f1 / 2, 0.4999) end as iou,
    true as is_same_class,
    false as is_ignored
from scored_text
order by prediction_id;
