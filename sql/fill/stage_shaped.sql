-- fill:   staged_fault, shaped_object
-- reads:  staged_plain, staged_shape, staged_fault
-- params: section
-- note:   whatever the shape, an object has a box: the one the file gives or the one around the shape.
--         As in COCO, the area of a result is that of its box where the file gives one

insert into staged_fault
select
    $section as section,
    staged_shape.place,
    staged_shape.field,
    staged_shape.rule
from staged_shape
-- what the reader has found is told already
anti join staged_fault
    on staged_shape.place = staged_fault.place and staged_fault.section = $section
where staged_shape.rule is not null;

create or replace temp table shaped_object as
select
    staged.* exclude (item_id, is_predicted) replace (
        case when staged.box_length > 0 then staged.x_px else staged_shape.x_px end as x_px,
        case when staged.box_length > 0 then staged.y_px else staged_shape.y_px end as y_px,
        case when staged.box_length > 0 then staged.w_px else staged_shape.w_px end as w_px,
        case when staged.box_length > 0 then staged.h_px else staged_shape.h_px end as h_px,
        case
            when staged.box_length > 0 then staged.box_length
            when staged_shape.x_px is not null then 4
        end::utinyint as box_length,
        case
            when staged.area_px2 > 0 and isfinite(staged.area_px2) then staged.area_px2
            when staged.box_length > 0 and staged.is_predicted then null
            else staged_shape.area_px2
        end as area_px2
    ),
    staged_shape.* exclude (place, x_px, y_px, w_px, h_px, area_px2, field, rule)
from staged_plain as staged
left join staged_shape on staged.place = staged_shape.place;
