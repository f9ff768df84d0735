-- macro:  _given_value
-- grain:  one row per (target_number, object_id) that has a value of a metric
-- reads:  _object_metric
-- units:  target_number is 0 for predictions, 1 for labels, 2 for items
-- absent: everything, when no metric is named; values that are no finite numbers

create or replace macro _given_value(given) as table
select
    0 as target_number,
    object_id,
    number
from _object_metric('prediction', given)
where given is not null and number is not null
union all
select
    1 as target_number,
    object_id,
    number
from _object_metric('label', given)
where given is not null and number is not null
union all
select
    2 as target_number,
    object_id,
    number
from _object_metric('item', given)
where given is not null and number is not null;

comment on macro table _given_value is  -- noqa: PRS
'The metric that is held fixed, for each prediction, label and item that has it.';
