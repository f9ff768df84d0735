-- macro:  _prediction_number
-- grain:  one row per (prediction_id)
-- reads:  prediction
-- note:   numbers are the columns that can be a metric, in their order in _metric_column; null where
--         a value is no finite number

create or replace macro _prediction_number() as table
with

known as (

    select
        prediction_id,
        try_cast(columns(lambda c: not list_contains(
            [
                'prediction_id', 'prediction_set_id', 'item_id', 'class_id',
                'prediction_key', 'source_row', 'shape', 'x_px', 'y_px', 'angle_deg', 'geometry'
            ],
            c
        )) as double)
    from prediction

)

select
    prediction_id,
    [*columns(* exclude (prediction_id))] as numbers
from known;

comment on macro table _prediction_number is  -- noqa: PRS
'The columns of prediction that can be a metric, as a list of numbers.';
