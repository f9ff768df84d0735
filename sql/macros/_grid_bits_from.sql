-- macro:  _grid_bits_from
-- grain:  scalar
-- reads:  grid_reached
-- null:   when the IoU is null

create or replace macro _grid_bits_from(iou) as (
    ((1::ubigint << grid_reached(iou)) - 1)::ubigint
);

comment on macro _grid_bits_from is  -- noqa: PRS
'Bit i is set where an IoU is at or above the i-th of the thresholds .50:.05:.95.';
