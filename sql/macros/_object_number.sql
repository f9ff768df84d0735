-- macro:  _object_number
-- grain:  one row per (object_id): a row of the table item, label or prediction
-- reads:  _number_query
-- note:   table_name is item, label or prediction; numbers are the columns that can be a metric, in
--         their order in _metric_column; null where a value is no finite number

create or replace macro _object_number(table_name) as table
select
    "object id" as object_id,
    numbers
from query(
    'select "object id", [*columns(* exclude ("object id"))] as numbers from ('
    || _number_query(table_name) || ')'
);

comment on macro table _object_number is  -- noqa: PRS
'The columns of a table that can be a metric, as a list of numbers for each of its objects.';
