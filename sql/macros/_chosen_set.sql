-- macro:  _chosen_set
-- grain:  one row per (prediction_set_id)
-- reads:  prediction_set, task
-- absent: sets other than those asked for; without a name, sets that are not matched under the protocol
-- errors: a name that no set has; a set that is not matched under the protocol
-- note:   is_strict: a task with several labels an item, where a probability must exceed the
--         threshold (.5 unless another one is asked for); elsewhere it must reach it. Two names in
--         one text stand apart by chr(31), as _both_sets writes them

create or replace macro _chosen_set(predictions := null, protocol := 'closest') as table
with

known as (

    select
        prediction_set.prediction_set_id,
        prediction_set.prediction_set_name,
        prediction_set.dataset_id,
        prediction_set.task_id,
        task.kind = 'multilabel' as is_strict,
        case protocol
            when 'coco' then prediction_set.is_matched_coco
            else prediction_set.is_matched_closest
        end as is_matched
    from prediction_set
    inner join task using (task_id)
    where
        predictions is null
        or list_contains(string_split(predictions, chr(31)), prediction_set.prediction_set_name)

),

unknown as (

    select
        names.listed,
        unnest(list_filter(
            string_split(predictions, chr(31)),
            lambda wanted: not list_contains(coalesce(names.known, []), wanted)
        )) as wanted_name
    from (
        select
            string_agg(prediction_set_name, ', ' order by prediction_set_name) as listed,
            list(prediction_set_name) as known
        from prediction_set
    ) as names

)

select
    prediction_set_id,
    prediction_set_name,
    dataset_id,
    task_id,
    is_strict
from known
where is_matched
union all
select
    prediction_set_id,
    error(
        'prediction set ' || prediction_set_name || ' is not matched under protocol '
        || protocol || '; ''duckeval match --set ' || prediction_set_name || ' --protocol '
        || protocol || ''' does that'
    ) as prediction_set_name,
    dataset_id,
    task_id,
    is_strict
from known
where not is_matched and predictions is not null
union all
select
    null as prediction_set_id,
    error(
        'no prediction set named ' || wanted_name || '; there are: ' || coalesce(listed, 'none')
    ) as prediction_set_name,
    null as dataset_id,
    null as task_id,
    null as is_strict
from unknown;

comment on macro table _chosen_set is  -- noqa: PRS
'The prediction sets that are asked for: by name, or all that are matched under the protocol.';
