-- fill:   metric
-- reads:  label, prediction
-- note:   the metrics of shapes are described, and asked for, once there is an object that has them

insert into metric (
    metric_name, target, type, unit, description, range_low, is_metadata, origin
)
select
    described.metric_name,
    described.target,
    'INTEGER' as type,
    described.unit,
    described.description,
    0 as range_low,
    false as is_metadata,
    'computed' as origin
from (
    select
        shown.*,
        unnest(['label', 'prediction']) as target
    from (
        values
        ('vertex_count', 'vertices', 'Vertices of the polygon or polyline, over all its parts.'),
        ('part_count', 'parts', 'Separate parts of the polygon.'),
        ('visible_keypoints', 'keypoints', 'Keypoints whose visibility is above 0.')
    ) as shown (metric_name, unit, description)
) as described
semi join (
    select
        'label' as target,
        unnest([
            case when count(vertex_count) > 0 then 'vertex_count' end,
            case when count(part_count) > 0 then 'part_count' end,
            case when count(visible_keypoints) > 0 then 'visible_keypoints' end
        ]) as metric_name
    from label
    union all
    select
        'prediction' as target,
        unnest([
            case when count(vertex_count) > 0 then 'vertex_count' end,
            case when count(part_count) > 0 then 'part_count' end,
            case when count(visible_keypoints) > 0 then 'visible_keypoints' end
        ]) as metric_name
    from prediction
) as present using (target, metric_name)
anti join metric
    on described.target = metric.target and described.metric_name = metric.metric_name
order by described.target, described.metric_name;
