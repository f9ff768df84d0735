-- macro:  _predicate
-- grain:  scalar
-- reads:  nothing
-- null:   null and blank text mean every row

create or replace macro _predicate(fragment) as (
    -- the line break ends a trailing comment of the fragment
    '(' || coalesce(nullif(trim(fragment), ''), 'true') || chr(10) || ')'
);

comment on macro _predicate is  -- noqa: PRS
'A filter as the user wrote it, fit to stand in the text of a query.';
