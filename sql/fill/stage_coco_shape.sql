-- fill:   staged_shape, a temporary table
-- grain:  one row per object of COCO with a polygon, a mask or keypoints
-- reads:  _is_number_lists, _is_plain_mask, staged_object, item, known_class, class, label
-- null:   geometry, mask and keypoints where the object has none; rule where nothing is wrong
-- note:   an empty list says nothing, as many tools write it beside a box. A result without a box has
--         the one around all its keypoints, as pycocotools gives it; a label the one around those
--         that are there

create or replace temp table staged_shape as
with

given as (

    select
        staged.*,
        class.class_id,
        len(class.keypoint_names) as joint_count,
        coalesce(item.height_px, 0)::integer as height_px,
        coalesce(item.width_px, 0)::integer as width_px,
        staged.segmentation::varchar as segmentation_text,
        -- the area that the file gives counts, and of a result that of its box
        coalesce(
            case
                when staged.is_predicted then staged.box_length = 0
                else not (staged.area_px2 > 0 and isfinite(staged.area_px2))
            end,
            true
        ) as needs_area
    from staged_object as staged
    left join item on staged.item_id = item.item_id
    left join known_class on staged.class_key = known_class.class_key
    left join class on known_class.class_id = class.class_id
    where staged.segmentation is not null or staged.keypoints is not null

),

-- materialized: each segmentation is read once
outlined as materialized (

    select
        staged.place,
        staged.is_predicted,
        staged.class_id,
        staged.joint_count,
        case
            when staged.segmentation_text is null then null
            -- lists of numbers only, as JSON writes them
            when _is_number_lists(staged.segmentation_text)
                then polygon_shape(
                    json_transform(staged.segmentation_text, '[["DOUBLE"]]'),
                    staged.height_px,
                    staged.width_px,
                    staged.needs_area
                )
            -- compressed run lengths beside a size, and nothing else
            when _is_plain_mask(staged.segmentation_text)
                then mask_shape(
                    json_extract_string(staged.segmentation_text, '$.counts'),
                    json_extract_string(staged.segmentation_text, '$.size[0]')::integer,
                    json_extract_string(staged.segmentation_text, '$.size[1]')::integer,
                    staged.height_px,
                    staged.width_px
                )
            else segmentation_shape(
                staged.segmentation_text,
                staged.height_px,
                staged.width_px,
                staged.needs_area
            )
        end as area_shape,
        case
            when _is_number_lists('[' || staged.keypoints::varchar || ']')
                then json_transform(staged.keypoints::varchar, '["DOUBLE"]')
            when json_type(staged.keypoints) = 'ARRAY' and json_array_length(staged.keypoints) > 0
                then case
                    when
                        list_bool_and(
                            list_transform(
                                json_type(staged.keypoints, '$[*]'),
                                lambda kind: kind in ('BIGINT', 'UBIGINT', 'DOUBLE')
                            )
                        )
                        then try_cast(staged.keypoints as double[])
                    else []
                end
            when coalesce(json_type(staged.keypoints), 'NULL') not in ('NULL', 'ARRAY') then []
        end as keypoints
    from given as staged

),

counted as (

    select
        class_id,
        len(keypoints) // 3 as joint_count,
        count(*) as label_count
    from (
        select
            class_id,
            keypoints
        from outlined
        where not is_predicted and joint_count is null
        union all
        select
            class_id,
            keypoints
        from label
        where
            label.class_id in (
                select unnamed.class_id from outlined as unnamed
                where unnamed.joint_count is null
            )
    ) as labelled
    where len(keypoints) > 0 and len(keypoints) % 3 = 0
    group by class_id, len(keypoints) // 3

),

usual as (

    select
        class_id,
        first(joint_count order by label_count desc, joint_count asc) as joint_count
    from counted
    group by class_id

),

posed as (

    select
        outlined.* replace (coalesce(outlined.joint_count, usual.joint_count) as joint_count),
        list_filter(range(1, len(keypoints), 3), lambda i: keypoints[i + 2] > 0) as seen
    from outlined
    left join usual on outlined.class_id = usual.class_id
    where area_shape.shape is not null or area_shape.rule is not null or keypoints is not null

),

around as (

    select
        *,
        case
            when len(seen) > 0 and not is_predicted then seen
            else range(1, len(keypoints), 3)
        end as places
    from posed

),

surrounded as (

    select
        *,
        list_transform(places, lambda i: keypoints[i]) as seen_x,
        list_transform(places, lambda i: keypoints[i + 1]) as seen_y
    from around

)

select
    place,
    case when keypoints is not null then 'keypoints' else area_shape.shape end as shape,
    null::double as angle_deg,
    area_shape.geometry,
    case
        when area_shape.counts is not null
            then struct_pack(
                size := [area_shape.height_px, area_shape.width_px]::integer[],
                counts := area_shape.counts
            )
    end as mask,
    keypoints,
    len(seen)::integer as visible_keypoints,
    area_shape.vertex_count,
    area_shape.part_count,
    coalesce(area_shape.x_px, list_min(seen_x)) as x_px,
    coalesce(area_shape.y_px, list_min(seen_y)) as y_px,
    coalesce(area_shape.w_px, list_max(seen_x) - list_min(seen_x)) as w_px,
    coalesce(area_shape.h_px, list_max(seen_y) - list_min(seen_y)) as h_px,
    coalesce(
        area_shape.area_px2,
        (list_max(seen_x) - list_min(seen_x)) * (list_max(seen_y) - list_min(seen_y))
    ) as area_px2,
    case when area_shape.rule is not null then 'segmentation' else 'keypoints' end as field,
    case
        when area_shape.rule is not null then area_shape.rule
        when len(keypoints) = 0 then 'is a list of numbers'
        when len(keypoints) % 3 <> 0 then 'holds x, y and visibility of each keypoint'
        when not list_bool_and(list_transform(keypoints, lambda value: isfinite(value)))
            then 'is finite'
        when len(keypoints) <> 3 * joint_count
            then 'holds the ' || joint_count || ' keypoints of its class'
    end as rule
from surrounded;
