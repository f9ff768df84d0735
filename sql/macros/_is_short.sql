-- macro:  _is_short
-- grain:  scalar
-- reads:  nothing
-- null:   never

create or replace macro _is_short(bins, binning, edges) as (
    coalesce(case binning when 'custom' then len(edges) else bins + 1 end < 16, false)
);

comment on macro _is_short is  -- noqa: PRS
'Whether the bins that are asked for have fifteen edges at most.';
