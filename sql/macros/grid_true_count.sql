-- macro:  grid_true_count
-- grain:  scalar
-- reads:  grid_reached
-- units:  iou and duplicate_iou are fractions
-- null:   0 when iou is null
-- follows: thresholds .50:.05:.95 as the floats that pycocotools makes

create or replace macro grid_true_count(iou, duplicate_iou) as (
    case
        when iou >= 0.5 and duplicate_iou < 0.95 then greatest(
            grid_reached(iou)::tinyint - grid_reached(duplicate_iou)::tinyint, 0
        )
        else 0
    end::utinyint
);

comment on macro grid_true_count is  -- noqa: PRS
'At how many of the thresholds .50:.05:.95 an interval (duplicate_iou, iou] holds: true positives of protocol closest.';
