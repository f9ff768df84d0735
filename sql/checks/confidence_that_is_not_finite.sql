-- check:  confidence_that_is_not_finite
-- means:  A confidence is null, NaN or infinite: it would be ranked first.
-- reads:  prediction

select
    prediction_id,
    confidence
from prediction
where not coalesce(isfinite(confidence), false)
order by prediction_id;
