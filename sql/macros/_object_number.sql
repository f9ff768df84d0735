-- macro:  _object_number
-- grain:  one row per (object_id): a row of the table item, label or prediction
-- reads:  _can_be_metric
-- note:   table_name is item, label or prediction; numbers are the columns that can be a metric, in
--         their order in _metric_column; null where a value is no number

create or replace macro _object_number(table_name) as table
select
    object_id,
    numbers
from query(
    'select ' || table_name || '_id as object_id, '
    || '[*columns(* exclude (' || table_name || '_id))] as numbers from (select '
    || table_name || '_id, try_cast(columns(lambda c: _can_be_metric('''
    || table_name || ''', c)) as double) from ' || table_name || ')'
);

comment on macro table _object_number is  -- noqa: PRS
'The columns of a table that can be a metric, as a list of numbers for each of its objects.';
