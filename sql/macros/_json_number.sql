-- macro:  _json_number
-- grain:  scalar
-- reads:  nothing
-- null:   for what is no number

create or replace macro _json_number(value) as (
    case
        when json_type(value) in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(value as double)
    end
);

comment on macro _json_number is  -- noqa: PRS
'A JSON value as a number.';
