-- query:  item_values
-- grain:  one row per (column_name): a column of item that says something about an item
-- reads:  the catalogue
-- note:   keys and addresses say nothing

select
    column_name,
    data_type
from duckdb_columns()
where
    database_name = current_database()
    and schema_name = 'main'
    and table_name = 'item'
    and _can_be_metric('item', column_name)
order by column_index;
