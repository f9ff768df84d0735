-- macro:  _label_number
-- grain:  one row per (label_id)
-- reads:  label
-- note:   numbers are the columns that can be a metric, in their order in _metric_column; null where
--         a value is no finite number

create or replace macro _label_number() as table
with

known as (

    select
        label_id,
        try_cast(columns(lambda c: not list_contains(
            [
                'label_id', 'item_id', 'class_id', 'label_key', 'source_row', 'shape',
                'x_px', 'y_px', 'angle_deg', 'geometry', 'is_crowd'
            ],
            c
        )) as double)
    from label

)

select
    label_id,
    [*columns(* exclude (label_id))] as numbers
from known;

comment on macro table _label_number is  -- noqa: PRS
'The columns of label that can be a metric, as a list of numbers.';
