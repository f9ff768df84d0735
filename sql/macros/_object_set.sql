-- macro:  _object_set
-- grain:  one row per (prediction_set_id): a set about objects
-- reads:  prediction_set, task
-- absent: sets that answer a classification
-- errors: such a set when it is the one that is asked for

create or replace macro _object_set(predictions := null) as table
select
    prediction_set.prediction_set_id,
    case
        when task.kind <> 'objects'
            then error(
                'prediction set ' || prediction_set.prediction_set_name || ' answers the classification '
                || task.task_name || '; this is about objects that lie somewhere'
            )
        else true
    end as is_object_set
from prediction_set
inner join task using (task_id)
where task.kind = 'objects' or prediction_set.prediction_set_name = predictions;

comment on macro table _object_set is  -- noqa: PRS
'The prediction sets that are about objects.';
