-- macro:  _object_metric
-- grain:  one row per (object_id): a row of the table item, label or prediction
-- reads:  _identifier, _metric_column, item
-- null:   number of what is no finite number; category where the object, or its item, has no value
-- absent: every row, when neither the table of the object nor the table item has the column
-- note:   table_name is item, label or prediction. Its own column counts, or else that of the item; a
--         column that is not there is read
--         as null, so that the query can be bound, and not used

create or replace macro _object_metric(table_name, of_metric) as table
with

has_column as (

    select
        coalesce(bool_or(target = table_name), false) as is_own,
        coalesce(bool_or(target = 'item'), false) as is_of_item
    from _metric_column()
    where lower(metric) = lower(of_metric)

),

own as (

    select
        object_id,
        item_id,
        value
    from query(
        'select ' || table_name || '_id as object_id, item_id, '
        || _identifier(of_metric) || ' as value from ('
        || 'select * from ' || table_name || ' union all by name select null as '
        || _identifier(of_metric) || ' where false)'
    )

),

of_item as (

    select
        item_id,
        value
    from query(
        'select item_id, ' || _identifier(of_metric) || ' as value from ('
        || 'select * from item union all by name select null as '
        || _identifier(of_metric) || ' where false)'
    )

),

known as (

    select
        own.object_id,
        case
            when (select has_column.is_own from has_column) then try_cast(own.value as double)
            else try_cast(of_item.value as double)
        end as number,
        case
            when (select has_column.is_own from has_column) then own.value::varchar
            else of_item.value::varchar
        end as category
    from own
    inner join of_item using (item_id)
    where (select has_column.is_own or has_column.is_of_item from has_column)

)

select
    object_id,
    case when isfinite(number) then number end as number,
    category
from known;

comment on macro table _object_metric is  -- noqa: PRS
'The metric of each object of a table, as a number and as text: its own, or else that of its item.';
