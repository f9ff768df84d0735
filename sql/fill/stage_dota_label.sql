-- fill:   staged_text, a temporary table
-- grain:  one row per line of DOTA labels, and one per file without any; every column is text
-- reads:  staged_line
-- null:   class_name and corners of an image without labels

create or replace temp table staged_text as
select
    file_stem as item_key,
    words[1] as x1_px,
    words[2] as y1_px,
    words[3] as x2_px,
    words[4] as y2_px,
    words[5] as x3_px,
    words[6] as y3_px,
    words[7] as x4_px,
    words[8] as y4_px,
    words[9] as class_name,
    words[10] as is_difficult,
    file_name,
    line
from staged_line
order by file_name, line;
