-- macro:  _metric_column
-- grain:  one row per (target, metric): a column of item, label or prediction that can be a metric
-- reads:  _can_be_metric, metric, the catalogue
-- absent: keys, ranks, geometry, fold
-- note:   is_number holds for numbers and for true and false; is_there not for what only some shapes
--         have, while there is no such shape

create or replace macro _metric_column() as table
with

known as (

    select
        'item' as target,
        name as metric,
        type,
        cid
    from pragma_table_info('item')
    where _can_be_metric('item', name)
    union all
    select
        'label' as target,
        name as metric,
        type,
        cid
    from pragma_table_info('label')
    where _can_be_metric('label', name)
    union all
    select
        'prediction' as target,
        name as metric,
        type,
        cid
    from pragma_table_info('prediction')
    where _can_be_metric('prediction', name)

)

select
    target,
    metric,
    cid as place,
    regexp_matches(
        type, '^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL\(.*\)|BOOLEAN)$'
    ) as is_number,
    metric not in ('vertex_count', 'part_count', 'visible_keypoints')
    or (target, metric) in (
        select (described.target, described.metric_name) from metric as described
    ) as is_there
from known;

comment on macro table _metric_column is  -- noqa: PRS
'The columns of item, label and prediction that can be a metric, in the order of the tables.';
