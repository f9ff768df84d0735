-- fill:   staged_yolo_row, a temporary table
-- grain:  one row per line of YOLO text files, whose rowid is its place
-- reads:  staged_line
-- null:   class_key where it is no whole number; in numbers what is no number

create or replace temp table staged_yolo_row as
select
    file_place,
    item_key,
    shown,
    line,
    words[1] as class_word,
    -- some tools write the class as 0.0
    case when regexp_full_match(words[1], '[0-9]+(\.0*)?')
            then try_cast(regexp_replace(words[1], '\.0*$', '') as bigint)::varchar
    end as class_key,
    words[2:] as words,
    list_transform(words[2:], lambda word: try_cast(word as double)) as numbers
from staged_line
order by file_place, line;
