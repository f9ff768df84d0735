-- query:  metrics
-- grain:  one row per (target, metric_name): a loaded metadata field or metric
-- reads:  metric

select
    target,
    metric_name,
    type,
    case when is_metadata then 'metadata' else 'metric' end as kind,
    unit,
    description
from metric
order by target, metric_name;
