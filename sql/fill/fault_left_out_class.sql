-- fill:   staged_fault
-- reads:  staged_prediction, known_class_rule
-- params: section, class_field
-- note:   predictions of a class that the class map of the load leaves out

insert into staged_fault
select
    $section as section,
    staged_prediction.place,
    $class_field as field,
    'is a class that the class map keeps' as rule
from staged_prediction
inner join known_class_rule on staged_prediction.class_key = known_class_rule.from_class
where known_class_rule.to_class is null;
