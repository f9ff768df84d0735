-- fill:   class
-- reads:  staged_prediction, known_class_rule
-- params: task_id
-- note:   names that no label has; the data set does not declare them. Those of the class map of
--         the load are names of the file only

insert into class by name
select
    (select coalesce(max(class.class_id), 0) as last_id from class)
    + row_number() over (order by staged_prediction.class_key) as class_id,
    $task_id as task_id,
    staged_prediction.class_key as class_name
from staged_prediction
anti join class on staged_prediction.class_key = class.class_name and class.task_id = $task_id
anti join known_class_rule on staged_prediction.class_key = known_class_rule.from_class
where staged_prediction.class_key is not null
group by staged_prediction.class_key;
