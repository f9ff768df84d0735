-- macro:  _quoted_list
-- grain:  scalar
-- reads:  _quoted
-- null:   null becomes a typed null

create or replace macro _quoted_list(names) as (
    coalesce(_quoted(names::varchar), 'null') || '::varchar[]'
);

comment on macro _quoted_list is  -- noqa: PRS
'A list of names, to be handed on inside the text of a query.';
