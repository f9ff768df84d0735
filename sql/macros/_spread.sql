-- macro:  _spread
-- grain:  scalar
-- reads:  nothing
-- null:   when an argument is null

create or replace macro _spread(threshold_bits, range_bits) as (
    (threshold_bits & 1023)::ubigint * (
        (range_bits & 1)::ubigint
        + ((range_bits >> 1) & 1)::ubigint * 1024
        + ((range_bits >> 2) & 1)::ubigint * 1048576
        + ((range_bits >> 3) & 1)::ubigint * 1073741824
    )
);

comment on macro _spread is  -- noqa: PRS
'Ten bits of thresholds, repeated at area_range * 10 for each area range whose bit is set.';
