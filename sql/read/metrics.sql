-- query:  metrics
-- grain:  one row per (target, metric_name): a described column of item, label or prediction
-- reads:  metric

select
    target,
    metric_name,
    type,
    case when is_metadata then 'metadata' else 'metric' end as kind,
    origin,
    unit,
    coalesce(
        format('{:g} .. {:g}', range_low, range_high),
        format('{:g} ..', range_low),
        format('.. {:g}', range_high)
    ) as value_range,
    description
from metric
order by target, is_metadata, metric_name;
