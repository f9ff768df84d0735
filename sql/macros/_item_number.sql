-- macro:  _item_number
-- grain:  one row per (item_id)
-- reads:  item
-- note:   numbers are the columns that can be a metric, in their order in _metric_column; null where
--         a value is no finite number

create or replace macro _item_number() as table
with

known as (

    select
        item_id,
        try_cast(columns(lambda c: not list_contains(
            [
                'item_id', 'dataset_id', 'item_key', 'item_order', 'uri', 'fold'
            ],
            c
        )) as double)
    from item

)

select
    item_id,
    [*columns(* exclude (item_id))] as numbers
from known;

comment on macro table _item_number is  -- noqa: PRS
'The columns of item that can be a metric, as a list of numbers.';
