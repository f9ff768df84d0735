-- macro:  _label_metric
-- grain:  one row per (label_id)
-- reads:  _identifier, _metric_column, item, label
-- null:   where the label, or its item, has no value
-- absent: every row, when neither the table label nor the table item has the column
-- note:   the label's own column counts, or else its item's; a column that is not there is read
--         as null, so that the query can be bound, and not used

create or replace macro _label_metric(of_metric) as table
with

has_column as (

    select
        coalesce(bool_or(target = 'label'), false) as is_own,
        coalesce(bool_or(target = 'item'), false) as is_of_item
    from _metric_column()
    where lower(metric) = lower(of_metric)

),

own as (

    select
        label_id,
        item_id,
        value
    from query(
        'select label_id, item_id, ' || _identifier(of_metric) || ' as value from ('
        || 'select * from label union all by name select null as '
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

)

select
    own.label_id,
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
where (select has_column.is_own or has_column.is_of_item from has_column);

comment on macro table _label_metric is  -- noqa: PRS
'The metric of each label, as a number and as text: its own, or else that of its item.';
