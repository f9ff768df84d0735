-- fill:   staged_shape, a temporary table
-- grain:  one row per object with a list of points
-- reads:  staged_object
-- params: field
-- null:   geometry where something is wrong; rule where nothing is
-- note:   the area is that of the box around the line, as COCO measures results, so that area ranges
--         hold lines too

create or replace temp table staged_shape as
select
    place,
    'polyline' as shape,
    null::double as angle_deg,
    line.geometry,
    null::struct(size integer[], counts varchar) as mask,
    null::double[] as keypoints,
    null::integer as visible_keypoints,
    line.vertex_count,
    null::integer as part_count,
    line.x_px,
    line.y_px,
    line.w_px,
    line.h_px,
    null::double as area_px2,
    $field as field,
    line.rule
from (
    select
        place,
        line_shape(points) as line
    from staged_object
    where points is not null
) as shaped;
