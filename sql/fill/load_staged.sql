-- fill:   nothing: the temporary things that loads make
-- grain:  one row per temporary view or table of ours, views first
-- note:   a person's own temporary things have other names

with

made as (

    select
        'view' as object_kind,
        view_name as object_name
    from duckdb_views()
    where temporary and not internal
    union all
    select
        'table' as object_kind,
        table_name as object_name
    from duckdb_tables()
    where temporary

)

select
    object_kind,
    object_name
from made
where
    regexp_matches(object_name, '^(staged|shaped|known|sorted|named|clashing|target)_(?:[a-z_]+)$')
    or object_name = 'box_survey'
order by object_kind desc, object_name asc;
