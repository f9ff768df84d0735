-- macro:  _coco_threshold_number
-- grain:  scalar
-- reads:  nothing
-- null:   when the threshold is none of the ten; a threshold beside one of them is another threshold

create or replace macro _coco_threshold_number(iou_threshold) as (
    list_position(
        [0.5::double, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, '0.8999999999999999'::double, 0.95],
        iou_threshold::double
    ) - 1
);

comment on macro _coco_threshold_number is  -- noqa: PRS
'Place of an IoU threshold among .50:.05:.95 of COCO, from 0; null for any other.';
