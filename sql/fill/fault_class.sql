-- fill:   staged_fault
-- reads:  staged_class
-- params: section, class_field

insert into staged_fault
select
    $section as section,
    place,
    $class_field as field,
    'is a number or text' as rule
from staged_class
where class_key is null;
