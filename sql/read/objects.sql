-- query:  objects
-- grain:  one row per (object_name): what a query can read from
-- reads:  the catalogue
-- note:   names that begin with _ are parts of the macros and nobody's business

with

found as (

    select
        view_name as object_name,
        'view' as kind,
        comment
    from duckdb_views()
    where database_name = current_database() and schema_name = 'main' and not internal

    union all

    select
        function_name as object_name,
        'macro' as kind,
        comment
    from duckdb_functions()
    where
        database_name = current_database()
        and schema_name = 'main'
        and not internal
        and function_type in ('macro', 'table_macro')

    union all

    select
        table_name as object_name,
        'table' as kind,
        comment
    from duckdb_tables()
    where database_name = current_database() and schema_name = 'main' and not internal

)

select
    object_name,
    string_agg(distinct kind, ', ' order by kind desc) as kind,
    max(comment) as meaning
from found
where not starts_with(object_name, '_')
group by object_name
order by
    bool_or(kind = 'table'),
    bool_or(kind = 'macro') and not bool_or(kind = 'view'),
    object_name;
