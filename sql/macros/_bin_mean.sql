-- macro:  _bin_mean
-- grain:  scalar
-- reads:  nothing
-- null:   without values
-- note:   step_sum is the sum of _bin_step over value_count values

create or replace macro _bin_mean(step_sum, value_count, lowest, extent) as (
    case
        when value_count > 0
            then lowest + coalesce(extent * (step_sum / value_count / 1125899906842624), 0)
    end
);

comment on macro _bin_mean is  -- noqa: PRS
'Mean of the values of a bin.';
