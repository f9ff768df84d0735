-- macro:  _is_answer
-- grain:  scalar
-- reads:  nothing
-- null:   never
-- follows: a confidence must reach min_confidence, if one is asked for; of a task with several labels an
--         item (is_strict) it must exceed it, and .5 unless another one is asked for

create or replace macro _is_answer(confidence, min_confidence, is_strict) as (
    confidence >= coalesce(min_confidence::double, '-infinity'::double)
    and (not is_strict or confidence > coalesce(min_confidence::double, 0.5))
);

comment on macro _is_answer is  -- noqa: PRS
'Whether a prediction of a confidence counts at min_confidence.';
