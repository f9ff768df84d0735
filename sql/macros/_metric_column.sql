-- macro:  _metric_column
-- grain:  one row per (target, metric): a column of item, label or prediction that can be a metric
-- reads:  the catalogue
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
    where
        not list_contains(
            ['item_id', 'dataset_id', 'item_key', 'item_order', 'uri', 'fold'], name
        )
    union all
    select
        'label' as target,
        name as metric,
        type,
        cid
    from pragma_table_info('label')
    where
        not list_contains(
            [
                'label_id', 'item_id', 'class_id', 'label_key', 'source_row', 'shape', 'x_px',
                'y_px', 'angle_deg', 'geometry', 'is_crowd'
            ],
            name
        )
    union all
    select
        'prediction' as target,
        name as metric,
        type,
        cid
    from pragma_table_info('prediction')
    where
        not list_contains(
            [
                'prediction_id', 'prediction_set_id', 'item_id', 'class_id', 'prediction_key',
                'source_row', 'shape', 'x_px', 'y_px', 'angle_deg', 'geometry'
            ],
            name
        )

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
