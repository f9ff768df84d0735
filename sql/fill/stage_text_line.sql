-- fill:   staged_line, a temporary table
-- grain:  one row per line of text files, without those that are empty
-- reads:  staged_file

create or replace temp table staged_line as
with

numbered as (

    select
        file_place,
        item_key,
        shown,
        unnest(lines) as content,
        unnest(range(1, len(lines) + 1)) as line
    from (
        select
            file_place,
            item_key,
            shown,
            string_split(
                replace(replace(content, chr(13) || chr(10), chr(10)), chr(13), chr(10)), chr(10)
            ) as lines
        from staged_file
    ) as listed

)

select
    file_place,
    item_key,
    shown,
    line,
    regexp_split_to_array(trim(content, ' ' || chr(9)), '\s+') as words
from numbered
where trim(content, ' ' || chr(9)) <> ''
order by file_place, line;
