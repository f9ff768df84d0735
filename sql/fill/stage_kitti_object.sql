-- fill:   staged_text, a temporary table
-- grain:  one row per line of KITTI's text files, and one per file without any; every column is text
-- reads:  staged_file, staged_line
-- params: number_count (how many numbers stand behind the class), dont_care
-- null:   what a line is too short for, and what KITTI writes for unknown: -1, -10 or -1000
-- note:   a region that nobody needs to care about has no class: it is a crowd of each class that the
--         files have, so that predictions of any of them are ignored there

create or replace temp table staged_text as
with

cut as (

    select
        staged_file.file_place,
        staged_file.item_key,
        staged_file.split,
        staged_file.shown,
        staged_line.line,
        array_to_string(
            staged_line.words[1:greatest(len(staged_line.words) - $number_count, 1)], ' '
        ) as class_name,
        case when len(staged_line.words) > $number_count
                then staged_line.words[len(staged_line.words) - $number_count + 1:len(staged_line.words)]
        end as numbers
    from staged_file
    left join staged_line on staged_file.file_place = staged_line.file_place

),

classed as (

    select
        cut.* exclude (class_name),
        cut.class_name = $dont_care as is_crowd,
        case when cut.class_name = $dont_care then other.class_name else cut.class_name end
            as class_name
    from cut
    left join (
        select distinct class_name
        from cut
        where class_name <> $dont_care
    ) as other on cut.class_name = $dont_care

)

select
    item_key,
    split,
    class_name,
    is_crowd::varchar as is_crowd,
    numbers[4] as x1,
    numbers[5] as y1,
    numbers[6] as x2,
    numbers[7] as y2,
    numbers[15] as score,
    case when try_cast(numbers[1] as double) <> -1 then numbers[1] end as truncated,
    case when try_cast(numbers[2] as double) <> -1 then numbers[2] end as occluded,
    case when try_cast(numbers[3] as double) <> -10 then numbers[3] end as alpha,
    case when try_cast(numbers[8] as double) <> -1 then numbers[8] end as height_m,
    case when try_cast(numbers[9] as double) <> -1 then numbers[9] end as width_m,
    case when try_cast(numbers[10] as double) <> -1 then numbers[10] end as length_m,
    case when try_cast(numbers[11] as double) <> -1000 then numbers[11] end as x_m,
    case when try_cast(numbers[12] as double) <> -1000 then numbers[12] end as y_m,
    case when try_cast(numbers[13] as double) <> -1000 then numbers[13] end as z_m,
    case when try_cast(numbers[14] as double) <> -10 then numbers[14] end as rotation_y,
    shown,
    line
from classed
order by file_place, line, class_name;
