-- macro:  _packed_low
-- grain:  scalar
-- reads:  nothing
-- null:   when the argument is null
-- note:   one window over a packed sum costs what a window over one count costs

create or replace macro _packed_low(area_bits) as (
    (area_bits & 1)::bigint + ((area_bits >> 1) & 1)::bigint * 4294967296
);

comment on macro _packed_low is  -- noqa: PRS
'Membership in the area ranges all and small, 32 bits each, to be added up.';
