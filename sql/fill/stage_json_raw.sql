-- fill:   staged_raw, a temporary table
-- reads:  staged_fault
-- params: files, size_limit, section

insert into staged_raw
with

numbered as (

    select
        json as raw,
        row_number() over () - 1 as place
    from read_json_objects($files, format = 'array', maximum_object_size = $size_limit)

)

select
    $section as file_section,
    numbered.place,
    $section || '/' || numbered.place as pointer,
    null as line,
    numbered.raw
from numbered
semi join staged_fault
    on numbered.place = staged_fault.place and staged_fault.section = $section;
