-- macro:  _json_number
-- grain:  scalar
-- reads:  nothing
-- null:   when there is no such element, or it is no number

create or replace macro _json_number(list_text, place) as (
    case
        when json_type(json_extract(list_text, place)) in ('BIGINT', 'UBIGINT', 'DOUBLE')
            then try_cast(json_extract(list_text, place) as double)
    end
);

comment on macro _json_number is  -- noqa: PRS
'An element of a JSON array as a number.';
