-- macro:  _coco_cell
-- grain:  one row per (cell)
-- reads:  nothing
-- units:  areas in square pixels
-- follows: cells 0 to 39 are area_range * 10 + threshold, as in match_coco; 40 is the free threshold

create or replace macro _coco_cell(iou_threshold := 0.5) as table
with

cell as (

    select unnest(range(40)) as cell

)

select
    cell,
    [
        0.5::double, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, '0.8999999999999999'::double, 0.95
    ][1 + cell % 10] as threshold,
    [0::double, 0, 1024, 9216][1 + cell // 10] as area_low,
    [1e10::double, 1024, 9216, 1e10][1 + cell // 10] as area_high
from cell
union all
select
    40 as cell,
    iou_threshold::double as threshold,
    0::double as area_low,
    1e10::double as area_high;

comment on macro table _coco_cell is  -- noqa: PRS
'The 40 cells of COCO (four area ranges, ten thresholds), and one for a free threshold.';
