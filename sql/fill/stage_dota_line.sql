-- fill:   staged_line, a temporary table
-- grain:  one row per line of text files, without those that are empty and without the header
-- params: files
-- null:   line and words of a file that has no line about an object

create or replace temp table staged_line as
with

listed as (

    select
        parse_filename(filename) as file_name,
        parse_filename(filename, true) as file_stem,
        regexp_split_to_array(content, '\r\n|\n|\r') as lines
    from read_text($files)

),

numbered as (

    select
        file_name,
        file_stem,
        unnest(lines) as content,
        unnest(range(1, len(lines) + 1)) as line
    from listed

),

worded as (

    select
        file_name,
        file_stem,
        line,
        regexp_split_to_array(trim(content, ' ' || chr(9) || chr(65279)), '\s+') as words
    from numbered
    where
        trim(content, ' ' || chr(9) || chr(65279)) <> ''
        and not regexp_matches(content, '^[\s\x{FEFF}]*(imagesource|gsd)\s*:', 'i')

)

select
    listed.file_name,
    listed.file_stem,
    worded.line,
    worded.words
from listed
left join worded on listed.file_name = worded.file_name
order by listed.file_name, worded.line;
