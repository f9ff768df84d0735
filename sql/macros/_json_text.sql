-- macro:  _json_text
-- grain:  scalar
-- reads:  nothing
-- null:   for what is neither text nor a number

create or replace macro _json_text(value) as (
    case
        when json_type(value) in ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR')
            then json_extract_string(value, '$')
    end
);

comment on macro _json_text is  -- noqa: PRS
'A JSON value as text: a key is text or a number.';
