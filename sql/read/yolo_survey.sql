-- query:  yolo_survey
-- grain:  one row per count of numbers behind the class
-- reads:  staged_yolo_row
-- note:   pose_rows have 0, 1 or 2 in every third place behind the first four; pixel_rows have a
--         number beyond 2 among the first four, which are coordinates whatever the shape

select
    len(numbers) as number_count,
    count(*) as row_count,
    count(*) filter (
        where
        len(numbers) >= 7
        and (len(numbers) - 4) % 3 = 0
        and list_bool_and(
            list_transform(
                range(7, len(numbers) + 1, 3), lambda place: coalesce(numbers[place] in (0, 1, 2), false)
            )
        )
    ) as pose_rows,
    count(*) filter (
        where greatest(abs(numbers[1]), abs(numbers[2]), abs(numbers[3]), abs(numbers[4])) > 2
    ) as pixel_rows
from staged_yolo_row
group by number_count
order by number_count;
