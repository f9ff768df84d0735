-- macro:  _checked_steps
-- grain:  scalar
-- reads:  nothing
-- null:   never
-- errors: steps that are no whole number from 1 to 10000; an unknown spacing

create or replace macro _checked_steps(steps, spacing) as (
    case
        when
            steps is not null
            and not coalesce(steps between 1 and 10000 and steps = floor(steps), false)
            then error('steps: expected a whole number from 1 to 10000, not ' || steps::varchar)
        when not coalesce(spacing in ('equal', 'quantile'), false)
            then error('spacing: expected equal or quantile, not ' || coalesce(spacing, 'null'))
        else true
    end
);

comment on macro _checked_steps is  -- noqa: PRS
'True, or an error that says which parameter of the steps of a threshold has a value it does not know.';
