-- macro:  _metric_column
-- grain:  one row per (target, metric): a column of item, label or prediction that can be a metric
-- reads:  _can_be_metric, the catalogue
-- absent: keys, ranks, geometry, fold
-- note:   is_number holds for numbers and for true and false

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
    ) as is_number
from known;

comment on macro table _metric_column is  -- noqa: PRS
'The columns of item, label and prediction that can be a metric, in the order of the tables.';
