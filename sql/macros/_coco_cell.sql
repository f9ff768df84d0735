-- macro:  _coco_cell
-- grain:  one row per (cell)
-- reads:  nothing
-- units:  areas in square pixels
-- follows: cells 0 to 39 are area_range * 10 + threshold, as in match_coco; 40 is the free threshold

create or replace macro _coco_cell(iou_threshold := 0.5) as table
with

area_range as (

    select *
    from (values (0, 0.0, 1e10), (1, 0.0, 1024.0), (2, 1024.0, 9216.0), (3, 9216.0, 1e10))
        as each (area_number, area_low, area_high)

),

threshold as (

    select
        number - 1 as threshold_number,
        threshold
    from (
        select
            unnest([
                0.5::double, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, '0.8999999999999999'::double, 0.95
            ]) as threshold,
            unnest(range(1, 11)) as number
    ) as each

)

select
    area_range.area_number * 10 + threshold.threshold_number as cell,
    threshold.threshold,
    area_range.area_low::double as area_low,
    area_range.area_high::double as area_high
from area_range
cross join threshold
union all
select
    40 as cell,
    iou_threshold::double as threshold,
    0::double as area_low,
    1e10::double as area_high;

comment on macro table _coco_cell is  -- noqa: PRS
'The 40 cells of COCO (four area ranges, ten thresholds), and one for a free threshold.';
