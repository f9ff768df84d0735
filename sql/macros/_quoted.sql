-- macro:  _quoted
-- grain:  scalar
-- reads:  nothing
-- null:   null becomes the word null

create or replace macro _quoted(fragment) as (
    coalesce('''' || replace(fragment, '''', '''''') || '''', 'null')
);

comment on macro _quoted is  -- noqa: PRS
'A text as an SQL string, to be handed on inside the text of a query.';
