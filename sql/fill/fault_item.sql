-- fill:   staged_fault
-- reads:  staged_item
-- params: section, item_field

insert into staged_fault
select
    $section as section,
    place,
    $item_field as field,
    'is a number or text' as rule
from staged_item
where item_key is null;
