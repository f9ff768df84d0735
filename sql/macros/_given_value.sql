-- macro:  _given_value
-- grain:  one row per (target_number, object_id) that has a value of a metric
-- reads:  _identifier, _label_metric, _prediction_metric, item
-- units:  target_number is 0 for predictions, 1 for labels, 2 for items
-- absent: everything, when no metric is named; values that are no finite numbers

create or replace macro _given_value(given) as table
select
    0 as target_number,
    prediction_id as object_id,
    number
from _prediction_metric(given)
where given is not null and isfinite(number)
union all
select
    1 as target_number,
    label_id as object_id,
    number
from _label_metric(given)
where given is not null and isfinite(number)
union all
select
    2 as target_number,
    item_id as object_id,
    number
from (
    select
        item_id,
        try_cast(value as double) as number
    from query(
        'select item_id, ' || _identifier(given) || ' as value from ('
        || 'select * from item union all by name select null as '
        || _identifier(given) || ' where false)'
    )
) as of_item
where given is not null and isfinite(number);

comment on macro table _given_value is  -- noqa: PRS
'The metric that is held fixed, for each prediction, label and item that has it.';
