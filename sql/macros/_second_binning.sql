-- macro:  _second_binning
-- grain:  scalar
-- reads:  nothing
-- null:   never

create or replace macro _second_binning(and_binning, and_edges) as (
    coalesce(and_binning, case when and_edges is null then 'quantile' else 'custom' end)
);

comment on macro _second_binning is  -- noqa: PRS
'How the bins of a second metric are made: as asked, custom where there are edges, else quantile.';
