-- macro:  grid_reached
-- grain:  scalar
-- reads:  nothing
-- units:  iou is a fraction
-- null:   when iou is null
-- follows: thresholds .50:.05:.95 as the floats that pycocotools makes

create or replace macro grid_reached(iou) as (
    (iou >= 0.5::double)::utinyint
    + (iou >= 0.55::double)::utinyint
    + (iou >= 0.6::double)::utinyint
    + (iou >= 0.65::double)::utinyint
    + (iou >= 0.7::double)::utinyint
    + (iou >= 0.75::double)::utinyint
    + (iou >= 0.8::double)::utinyint
    + (iou >= 0.85::double)::utinyint
    + (iou >= '0.8999999999999999'::double)::utinyint
    + (iou >= 0.95::double)::utinyint
);

comment on macro grid_reached is  -- noqa: PRS
'How many of the thresholds .50:.05:.95 an IoU reaches (IoU at or above the threshold).';
