-- macro:  _identifier
-- grain:  scalar
-- reads:  nothing
-- null:   never; without a name the word null, in quotes

create or replace macro _identifier(name) as (
    '"' || replace(coalesce(nullif(name, ''), 'null'), '"', '""') || '"'
);

comment on macro _identifier is  -- noqa: PRS
'A name as an SQL identifier, to be handed on inside the text of a query.';
