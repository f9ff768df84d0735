-- fill:   match
-- reads:  prediction, prediction_set, task, label, class, pair
-- params: matching_id, prediction_set_id
-- follows: an answer belongs to the label of its class on its item. Where an item has one label, an
--         answer for an item without any label of the task is neither right nor wrong: it is
--         ignored as what lies in a crowd is

insert into match
with

agreed as (

    select
        pair.prediction_id,
        pair.label_id
    from pair
    inner join prediction using (prediction_id)
    where prediction.prediction_set_id = $prediction_set_id and pair.is_same_class

),

asked as (

    select
        task.task_id,
        task.kind
    from prediction_set
    inner join task using (task_id)
    where prediction_set.prediction_set_id = $prediction_set_id

),

labelled as (

    select distinct label.item_id
    from label
    inner join class using (class_id)
    inner join asked using (task_id)

)

select
    $matching_id as matching_id,
    prediction.prediction_id,
    agreed.label_id,
    case when agreed.label_id is null then 0 else 1 end as iou,
    -1 as duplicate_iou,
    case
        when labelled.item_id is null and (select asked.kind from asked) = 'multiclass' then 1
    end as crowd_overlap
from prediction
left join agreed using (prediction_id)
left join labelled on prediction.item_id = labelled.item_id
where prediction.prediction_set_id = $prediction_set_id;
