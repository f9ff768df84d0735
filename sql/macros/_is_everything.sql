-- macro:  _is_everything
-- grain:  scalar
-- reads:  nothing
-- null:   never

create or replace macro _is_everything(fragment) as (
    coalesce(lower(trim(fragment)), '') in ('', 'true')
);

comment on macro _is_everything is  -- noqa: PRS
'Whether a filter lets every row through, as far as its text tells.';
