-- check:  matched_set_with_predictions_left_out
-- means:  A set counts as matched, but not every prediction of it that can be compared is ranked.
-- reads:  _shape_bit, matching, prediction_set, prediction, evaluated

with

held as (

    select
        matching.matching_id,
        count(*) as held_count
    from prediction
    inner join matching using (prediction_set_id)
    where prediction.comparable_bits & _shape_bit(matching.compared_as) > 0
    group by matching.matching_id

),

ranked as (

    select
        matching_id,
        count(*) as ranked_count
    from evaluated
    group by matching_id

)

select
    prediction_set.prediction_set_name,
    matching.compared_as,
    coalesce(held.held_count, 0) as held_count,
    coalesce(ranked.ranked_count, 0) as ranked_count
from matching
inner join prediction_set using (prediction_set_id)
left join held using (matching_id)
left join ranked using (matching_id)
where
    (matching.is_matched_closest or matching.is_matched_coco)
    and coalesce(held.held_count, 0) <> coalesce(ranked.ranked_count, 0)
order by prediction_set.prediction_set_name, matching.compared_as;
