-- fill:   staged_text, a temporary table
-- grain:  one row per line of VOC results; every column is text
-- reads:  staged_line, staged_class_name
-- null:   what a line is too short for

create or replace temp table staged_text as
select
    staged_line.words[1] as item_key,
    staged_class_name.name,
    staged_line.words[2] as confidence,
    staged_line.words[3] as xmin,
    staged_line.words[4] as ymin,
    staged_line.words[5] as xmax,
    staged_line.words[6] as ymax,
    staged_line.shown,
    staged_line.line as object_place
from staged_line
inner join staged_class_name
    on parse_filename(staged_line.shown, true) = staged_class_name.stem
order by staged_line.file_place, staged_line.line;
