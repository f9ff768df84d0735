-- table:  metric
-- grain:  one row per (target, metric_name): a described column of item, label or prediction

create table if not exists metric (
    metric_name varchar,
    target varchar,
    type varchar,
    unit varchar,
    description varchar,
    range_low double,
    range_high double,
    is_metadata boolean,
    load_id bigint
);

comment on table metric is 'A loaded metadata field or quality metric: a column of item, label or prediction.';
comment on column metric.metric_name is 'Name of the column in the target table.';
comment on column metric.target is 'Table that has the column: item, label or prediction.';
comment on column metric.type is 'SQL type of the column.';
comment on column metric.is_metadata is 'True when it was loaded as metadata, false when it was loaded as a metric.';
