-- fill:   staged_raw
-- reads:  staged_object_row, staged_fault
-- params: fields

insert into staged_raw
select
    '' as section,
    place,
    shown || ':' || line as pointer,
    line,
    json_merge_patch(
        json_object('row', array_to_string([class_word] || words, ' '), 'class', class_word),
        case
            when starts_with($fields[1], 'numbers') then json_object('numbers', words)
            else to_json(map_from_entries(list_zip($fields[1:len(words)], words[1:len($fields)])))
        end
    ) as raw
from staged_object_row
semi join staged_fault
    on staged_object_row.place = staged_fault.place and staged_fault.section = '';
