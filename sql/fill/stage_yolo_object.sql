-- fill:   staged_object_row, a temporary table, and staged_fault
-- grain:  one row per object of YOLO text files
-- reads:  staged_yolo_row, staged_size
-- params: shape, coordinates (cxcywh, xyxy or xywh), extra (numbers behind the shape),
--         keypoint_count, keypoint_numbers, is_pixels, is_predicted, low, high, count_rule, fields
-- null:   boxes and shapes of rows that are wrong; confidence of labels
-- note:   among polygons a row of four numbers is a box. Keypoints without a visibility are visible
--         unless they are at 0, 0, as Ultralytics reads them

create or replace temp table staged_object_row as
with

sized as (

    select
        staged.rowid as place,
        staged.*,
        case when $is_pixels then 1 else staged_size.width_px end as width,
        case when $is_pixels then 1 else staged_size.height_px end as height,
        staged_size.is_known,
        case when $shape = 'polygon' and len(staged.numbers) = 4 + $extra then 'box' else $shape end
            as shape,
        case
            when $shape = 'polygon' then len(staged.numbers) - $extra
            when $shape = 'rotated_box' then 8
            when $shape = 'pose' then 4 + $keypoint_count * $keypoint_numbers
            else 4
        end as number_count
    from staged_yolo_row as staged
    left join staged_size on staged.item_key = staged_size.item_key

),

checked as (

    select
        *,
        case
            when shape = 'polygon' then number_count >= 6 and number_count % 2 = 0
            else
                len(numbers) = number_count + $extra
                or ($is_predicted and shape = 'box' and len(numbers) = number_count + $extra + 1)
        end as is_complete,
        list_position(list_transform(numbers, lambda value: value is null), true) as no_number,
        list_position(list_transform(numbers, lambda value: not isfinite(value)), true) as not_finite,
        case when not $is_pixels
                then list_position(
                    list_transform(
                        range(1, number_count + 1),
                        lambda place: not (
                            numbers[place] between $low and $high
                            or (
                                shape = 'pose'
                                and place > 4
                                and $keypoint_numbers = 3
                                and (place - 4) % 3 = 0
                            )
                        )
                    ),
                    true
                )
        end as beyond
    from sized

),

ruled as (

    select
        *,
        case
            when class_key is null then 0
            when is_complete then coalesce(no_number, not_finite, beyond)
        end as wrong_place,
        case
            when class_key is null then 'is a whole number'
            when not is_complete then $count_rule
            when no_number is not null then 'is a number'
            when not_finite is not null then 'is finite'
            when beyond is not null then 'is between 0 and 1'
            when width is null and is_known then 'is on an image of known size'
        end as rule
    from checked

),

scaled as (

    select
        *,
        case when rule is null
                then list_transform(
                    range(1, number_count + 1),
                    lambda place: numbers[place]
                    * case when place % 2 = 1 then width else height end
                )
        end as pixels
    from ruled

)

select
    place,
    item_key,
    class_key,
    shown,
    line,
    class_word,
    words,
    rule,
    case
        when wrong_place = 0 then 'class'
        when wrong_place > len($fields) or wrong_place is null then 'row'
        else $fields[wrong_place]
    end as field,
    case when $extra > 0 then numbers[number_count + 1] end as confidence,
    case
        when shape not in ('box', 'pose') then null
        when $coordinates = 'cxcywh' then (numbers[1] - numbers[3] / 2) * width
        else numbers[1] * width
    end as x_px,
    case
        when shape not in ('box', 'pose') then null
        when $coordinates = 'cxcywh' then (numbers[2] - numbers[4] / 2) * height
        else numbers[2] * height
    end as y_px,
    case
        when shape not in ('box', 'pose') then null
        when $coordinates = 'xyxy' then (numbers[3] - numbers[1]) * width
        else numbers[3] * width
    end as w_px,
    case
        when shape not in ('box', 'pose') then null
        when $coordinates = 'xyxy' then (numbers[4] - numbers[2]) * height
        else numbers[4] * height
    end as h_px,
    (case when shape in ('box', 'pose') then 4 else 0 end)::utinyint as box_length,
    case when shape = 'polygon' and rule is null then to_json([pixels]) end as segmentation,
    case
        when shape = 'pose' and rule is null
            then to_json(
                flatten(
                    list_transform(
                        range(5, number_count, $keypoint_numbers),
                        lambda place: [
                            numbers[place] * width,
                            numbers[place + 1] * height,
                            case
                                when $keypoint_numbers = 3 then numbers[place + 2]
                                when $is_predicted then 1
                                when numbers[place] = 0 and numbers[place + 1] = 0 then 0
                                else 2
                            end
                        ]
                    )
                )
            )
    end as keypoints,
    case when shape = 'rotated_box' then pixels end as given
from scaled;

insert into staged_fault
select
    '' as section,
    place,
    field,
    rule
from staged_object_row
where rule is not null;
