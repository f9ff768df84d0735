-- check:  metric_without_column
-- means:  A metadata field or metric is described, but its table has no such column.
-- reads:  metric, the catalogue

select
    metric.target,
    metric.metric_name
from metric
anti join duckdb_columns() as known_column
    on
        metric.target = known_column.table_name
        and metric.metric_name = known_column.column_name
        and known_column.database_name = current_database()
order by metric.target, metric.metric_name;
