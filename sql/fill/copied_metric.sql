-- fill:   metric
-- reads:  metric of the other project
-- params: target, names, load_id

insert into metric by name
select source.* replace ($load_id as load_id)
from _other.metric as source
anti join metric on source.metric_name = metric.metric_name and source.target = metric.target
where
    source.target = $target
    and list_contains($names::varchar[], source.metric_name)
order by source.metric_name asc;
