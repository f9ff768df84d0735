-- macro:  _json_flag
-- grain:  scalar
-- reads:  _json_number
-- null:   for what is neither true, false nor a number; false where nothing stands

create or replace macro _json_flag(value) as (
    case
        when coalesce(json_type(value), 'NULL') = 'NULL' then false
        when json_type(value) = 'BOOLEAN' then json_extract_string(value, '$') = 'true'
        else _json_number(value) <> 0
    end
);

comment on macro _json_flag is  -- noqa: PRS
'A JSON value as a flag: true, or any number but 0.';
