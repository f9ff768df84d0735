-- macro:  _grid_bits_above
-- grain:  scalar
-- reads:  nothing
-- null:   when the IoU is null

create or replace macro _grid_bits_above(iou) as (
    ((
        1::ubigint << (
            (iou > 0.5::double)::utinyint
            + (iou > 0.55::double)::utinyint
            + (iou > 0.6::double)::utinyint
            + (iou > 0.65::double)::utinyint
            + (iou > 0.7::double)::utinyint
            + (iou > 0.75::double)::utinyint
            + (iou > 0.8::double)::utinyint
            + (iou > 0.85::double)::utinyint
            + (iou > '0.8999999999999999'::double)::utinyint
            + (iou > 0.95::double)::utinyint
        )
    ) - 1)::ubigint
);

comment on macro _grid_bits_above is  -- noqa: PRS
'Bit i is set where an IoU is above the i-th of the thresholds .50:.05:.95 (protocol voc).';
