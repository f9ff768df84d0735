-- query:  columns
-- grain:  one row per (column_name): a column of one table or view
-- reads:  the catalogue
-- params: name

select
    column_name,
    data_type,
    comment as meaning
from duckdb_columns()
where
    database_name = current_database()
    and schema_name = 'main'
    and lower(table_name) = lower($name)
order by column_index;
