-- macro:  _reaches
-- grain:  scalar
-- reads:  nothing
-- null:   never; an IoU that is null reaches nothing

create or replace macro _reaches(iou, iou_threshold, protocol) as (
    coalesce(
        case protocol
            when 'voc' then iou > iou_threshold::double
            when 'coco' then iou >= least(iou_threshold::double, 1 - 1e-10)
            else iou >= iou_threshold::double
        end,
        false
    )
);

comment on macro _reaches is  -- noqa: PRS
'Whether an IoU reaches the threshold: at or above it, and above it under protocol voc.';
