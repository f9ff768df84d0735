-- macro:  _bin
-- grain:  scalar
-- reads:  nothing
-- null:   when the value is null
-- note:   floor(value * bins) rounds; the two comparisons put a value on an edge into the right bin

create or replace macro _bin(value, bins) as (
    least(
        floor(value * bins)
        - (value < floor(value * bins) / bins)::integer
        + (value >= (floor(value * bins) + 1) / bins)::integer,
        bins - 1
    )::bigint
);

comment on macro _bin is  -- noqa: PRS
'Number of the bin of a fraction among bins of equal width over [0, 1], from 0; closed on the left.';
