-- fill:   staged_text, a temporary table
-- grain:  one row per line of DOTA's results of task 1; every column is text
-- reads:  staged_line
-- params: prefix

create or replace temp table staged_text as
select
    words[1] as item_key,
    words[2] as confidence,
    words[3] as x1_px,
    words[4] as y1_px,
    words[5] as x2_px,
    words[6] as y2_px,
    words[7] as x3_px,
    words[8] as y3_px,
    words[9] as x4_px,
    words[10] as y4_px,
    case
        when starts_with(file_stem, $prefix) then substr(file_stem, length($prefix) + 1)
        else file_stem
    end as class_name,
    file_name,
    line
from staged_line
where line is not null
order by file_name, line;
