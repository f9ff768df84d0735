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
    and column_name not in ('item_id', 'dataset_id', 'item_key', 'item_order', 'uri')
order by column_index;
