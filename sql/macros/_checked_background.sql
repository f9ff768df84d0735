-- macro:  _checked_background
-- grain:  scalar
-- reads:  nothing
-- null:   never
-- errors: a background threshold below 0.1 or above the IoU threshold; an IoU threshold above 1

create or replace macro _checked_background(background_threshold, iou_threshold) as (
    case
        when not coalesce(iou_threshold::double between 0.1 and 1, false)
            then error(
                'iou_threshold: expected a number from 0.1 to 1, not '
                || coalesce(iou_threshold::varchar, 'null')
            )
        when coalesce(background_threshold::double between 0.1 and iou_threshold::double, false)
            then true
        else error(
            'background_threshold: expected a number from 0.1 to the IoU threshold, not '
            || coalesce(background_threshold::varchar, 'null')
            || '; overlaps of different classes below 0.1 are not kept'
        )
    end
);

comment on macro _checked_background is  -- noqa: PRS
'True, or an error when a threshold of the analysis of errors cannot be answered.';
