-- query:  own_shape
-- grain:  one row: the shape that a prediction set is compared as if nothing else is asked for
-- reads:  prediction_set, task, prediction, item, label, class
-- params: prediction_set_id
-- note:   what all its predictions are, if there are labels of that shape too, else boxes; mixed
--         where its predictions are of several shapes. A polygon and a mask are one shape, and a box
--         is a rotated box that is not turned

with

predicted as (

    select distinct case when shape = 'polygon' then 'mask' else shape end as shape
    from prediction
    where prediction_set_id = $prediction_set_id

),

asked as (

    select
        prediction_set.dataset_id,
        prediction_set.task_id,
        task.kind
    from prediction_set
    inner join task using (task_id)
    where prediction_set.prediction_set_id = $prediction_set_id

),

labelled as (

    select distinct case when label.shape = 'polygon' then 'mask' else label.shape end as shape
    from label
    inner join item using (item_id)
    inner join class using (class_id)
    inner join asked on item.dataset_id = asked.dataset_id and class.task_id = asked.task_id

)

select
    case
        when asked.kind <> 'objects' then 'tag'
        when predicted.shape_count > 1 then 'mixed'
        when predicted.shape in (select labelled.shape from labelled) then predicted.shape
        when
            predicted.shape = 'rotated_box'
            and 'box' in (select labelled.shape from labelled)
            then predicted.shape
        else 'box'
    end as compared_as
from asked
cross join (
    select
        count(*) as shape_count,
        any_value(each.shape) as shape
    from predicted as each
) as predicted;
