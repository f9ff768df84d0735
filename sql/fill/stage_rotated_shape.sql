-- fill:   staged_shape, a temporary table
-- grain:  one row per object with such numbers
-- reads:  staged_object
-- params: fields: what the file calls the numbers
-- null:   geometry where something is wrong; rule where nothing is
-- note:   aspect_ratio is that of the turned box, and of the box around it where nothing is turned;
--         given is [x, y, w, h, angle in degrees] or [x1, y1, ..., x4, y4]

create or replace temp table staged_shape as
with

surveyed as (

    select
        place,
        given,
        coalesce(
            list_position(
                list_transform(given, lambda value: coalesce(isfinite(value), false)), false
            ),
            0
        ) as wrong_place,
        case
            when len(given) = 5 and not coalesce(given[3] > 0, false) then 3
            when len(given) = 5 and not coalesce(given[4] > 0, false) then 4
            else 0
        end as empty_place
    from staged_object
    where given is not null

),

shaped as (

    select
        place,
        given,
        wrong_place,
        empty_place,
        rotated_shape(
            case when wrong_place = 0 and empty_place = 0 then given end
        ) as rotated
    from surveyed

)

select
    place,
    'rotated_box' as shape,
    rotated.angle_deg,
    rotated.geometry,
    null::struct(size integer[], counts varchar) as mask,
    null::double[] as keypoints,
    null::integer as visible_keypoints,
    null::integer as vertex_count,
    null::integer as part_count,
    case when rotated.angle_deg <> 0 then rotated.aspect_ratio end as aspect_ratio,
    rotated.x_px,
    rotated.y_px,
    rotated.w_px,
    rotated.h_px,
    rotated.area_px2,
    $fields[case when wrong_place > 0 then wrong_place else greatest(empty_place, 1) end] as field,
    case
        when given[wrong_place] is null and wrong_place > 0 then 'is a number'
        when wrong_place > 0 then 'is finite'
        when empty_place > 0 then 'is more than 0'
        else rotated.rule
    end as rule
from shaped;
