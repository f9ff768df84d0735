-- query:  parameters
-- grain:  one row per (parameter_name): a parameter of one macro
-- reads:  the catalogue
-- params: name

select
    unnest(parameters) as parameter_name,
    function_type
from duckdb_functions()
where
    database_name = current_database()
    and schema_name = 'main'
    and not internal
    and function_type in ('macro', 'table_macro')
    and lower(function_name) = lower($name);
