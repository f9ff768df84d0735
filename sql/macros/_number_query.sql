-- macro:  _number_query
-- grain:  scalar, the text of a query
-- reads:  _can_be_metric
-- null:   never

create or replace macro _number_query(table_name) as (
    'select "object id", '
    || 'case when isfinite(columns(* exclude ("object id"))) '
    || 'then columns(* exclude ("object id")) end '
    || 'from (select ' || table_name || '_id as "object id", '
    || 'try_cast(columns(lambda c: _can_be_metric(''' || table_name || ''', c)) as double) '
    || 'from ' || table_name || ')'
);

comment on macro _number_query is  -- noqa: PRS
'A query for the columns of a table that can be a metric, as finite numbers or null, by "object id".';
