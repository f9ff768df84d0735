-- check:  prediction_id_out_of_rank
-- means:  Within a set and class prediction_id does not rise as the confidence falls:
--         ranks would be wrong.
-- reads:  prediction

with

ranked as (

    select
        prediction_set_id,
        class_id,
        prediction_id,
        confidence,
        lag(confidence) over (
            partition by prediction_set_id, class_id
            order by prediction_id
        ) as better_confidence
    from prediction

)

select
    prediction_set_id,
    class_id,
    prediction_id,
    better_confidence,
    confidence
from ranked
where confidence > better_confidence
order by prediction_id;
