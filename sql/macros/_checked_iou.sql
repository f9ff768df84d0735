-- macro:  _checked_iou
-- grain:  scalar
-- reads:  nothing
-- null:   never
-- errors: an IoU threshold below 0.1

create or replace macro _checked_iou(iou_threshold) as (
    case
        when coalesce(iou_threshold::double between 0.1 and 1, false) then true
        else error(
            'iou_threshold: expected a number from 0.1 to 1, not '
            || coalesce(iou_threshold::varchar, 'null')
            || '; overlaps of different classes below 0.1 are not kept'
        )
    end
);

comment on macro _checked_iou is  -- noqa: PRS
'True, or an error when overlaps of different classes are not kept down to this threshold.';
