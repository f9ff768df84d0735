-- macro:  _bin_step
-- grain:  scalar
-- reads:  nothing
-- null:   without a value, and where every value is the same

create or replace macro _bin_step(number, lowest, extent) as (
    ((number - lowest) / extent * 1125899906842624)::bigint
);

comment on macro _bin_step is  -- noqa: PRS
'Where a value lies in the range of all, in steps of 2^-50: integers add up the same in any order.';
