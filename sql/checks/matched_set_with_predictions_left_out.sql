-- check:  matched_set_with_predictions_left_out
-- means:  A set counts as matched, but not every prediction of it is ranked.
-- reads:  prediction_set, prediction, evaluated

with

held as (

    select
        prediction_set_id,
        count(*) as held_count
    from prediction
    group by prediction_set_id

),

ranked as (

    select
        prediction_set_id,
        count(*) as ranked_count
    from evaluated
    group by prediction_set_id

)

select
    prediction_set.prediction_set_name,
    coalesce(held.held_count, 0) as held_count,
    coalesce(ranked.ranked_count, 0) as ranked_count
from prediction_set
left join held using (prediction_set_id)
left join ranked using (prediction_set_id)
where
    (prediction_set.is_matched_closest or prediction_set.is_matched_coco)
    and coalesce(held.held_count, 0) <> coalesce(ranked.ranked_count, 0)
order by prediction_set.prediction_set_name;
