-- fill:   pair
-- reads:  prediction, label, class
-- params: matching_id, prediction_set_id
-- note:   a tag has no place on its item, so an answer and a label of the same task either agree,
--         or the one was said for the other: IoU 1 either way. Where an item may have several labels,
--         an answer of another class is no confusion, and only those that agree are kept

insert into pair
select
    $matching_id as matching_id,
    prediction.prediction_id,
    label.label_id,
    1 as iou,
    prediction.class_id = label.class_id as is_same_class,
    false as is_ignored
from prediction
inner join prediction_set using (prediction_set_id)
inner join task using (task_id)
inner join label on prediction.item_id = label.item_id
inner join class on label.class_id = class.class_id and task.task_id = class.task_id
where
    prediction.prediction_set_id = $prediction_set_id
    and (task.kind = 'multiclass' or prediction.class_id = label.class_id);
