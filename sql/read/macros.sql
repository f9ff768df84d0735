-- query:  macros
-- grain:  one row per (macro_name): the table macros there are, with the names of their parameters
-- reads:  the catalogue

select
    function_name as macro_name,
    parameters
from duckdb_functions()
where
    database_name = current_database()
    and schema_name = 'main'
    and not internal
    and function_type = 'table_macro'
order by function_name;
