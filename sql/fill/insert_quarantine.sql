-- fill:   quarantine
-- reads:  staged_fault, staged_raw
-- params: load_id, file

insert into quarantine by name
with

quoted as (

    -- the field is a JSON pointer into the row
    select
        staged_raw.pointer,
        staged_raw.line,
        staged_fault.section,
        staged_fault.place,
        staged_fault.field,
        staged_fault.rule,
        staged_raw.raw,
        case when json_valid(staged_raw.raw)
            then json_extract_string(staged_raw.raw, '/' || staged_fault.field)
        end as value
    from staged_fault
    left join staged_raw using (section, place)

)

select
    $load_id as load_id,
    $file as file,
    pointer,
    line,
    replace(replace(field, '~1', '/'), '~0', '~') as field,
    value,
    case
        when value is null and rule in ('is a number', 'is a number or text', 'holds 4 numbers')
            then 'is present'
        else rule
    end as rule,
    raw
from quoted
order by section, place;
