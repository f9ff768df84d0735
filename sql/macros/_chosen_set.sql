-- macro:  _chosen_set
-- grain:  one row per (prediction_set_id)
-- reads:  _checked_shape, _compared, _shape_bit, matching, prediction_set, task
-- absent: sets other than those asked for; without a name, sets that are not matched under the protocol
-- errors: a name that no set has; a set that is not matched under the protocol, or as compare_as;
--         compare_as where no set is
-- note:   is_strict: a task with several labels an item, where a probability must exceed the
--         threshold (.5 unless another one is asked for); elsewhere it must reach it. Two names in
--         one text stand apart by chr(31), as _both_sets writes them

create or replace macro _chosen_set(
    predictions := null, compare_as := null, protocol := 'closest'
) as table
with

known as (

    select
        prediction_set.prediction_set_id,
        compared.matching_id,
        prediction_set.prediction_set_name,
        prediction_set.dataset_id,
        prediction_set.task_id,
        task.kind = 'multilabel' as is_strict,
        compared.compared_as,
        coalesce(
            case protocol
                when 'coco' then compared.is_matched_coco
                else compared.is_matched_closest
            end,
            false
        ) as is_matched
    from prediction_set
    inner join task using (task_id)
    left join _compared(compare_as := compare_as) as compared using (prediction_set_id)
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
    matching_id,
    prediction_set_name,
    dataset_id,
    task_id,
    is_strict,
    compared_as,
    _shape_bit(compared_as) as shape_bit
from known
where is_matched
union all
select
    prediction_set_id,
    matching_id,
    error(
        'prediction set ' || prediction_set_name || ' is not matched '
        || coalesce('as ' || compare_as || ' ', '') || 'under protocol '
        || protocol || '; ''duckeval match --set ' || prediction_set_name
        || coalesce(' --as ' || compare_as, '') || ' --protocol ' || protocol || ''' does that'
    ) as prediction_set_name,
    dataset_id,
    task_id,
    is_strict,
    compared_as,
    null as shape_bit
from known
where not is_matched and predictions is not null
union all
select
    null as prediction_set_id,
    null as matching_id,
    error(
        'no prediction set named ' || wanted_name || '; there are: ' || coalesce(listed, 'none')
    ) as prediction_set_name,
    null as dataset_id,
    null as task_id,
    null as is_strict,
    null as compared_as,
    null as shape_bit
from unknown
union all
select
    null as prediction_set_id,
    null as matching_id,
    error(
        'no prediction set is matched as ' || compare_as || '; ''duckeval match --as '
        || compare_as || ''' does that'
    ) as prediction_set_name,
    null as dataset_id,
    null as task_id,
    null as is_strict,
    null as compared_as,
    null as shape_bit
from (select compare_as as asked_shape) as asked
where
    predictions is null
    and _checked_shape(compare_as)
    and asked_shape is not null
    and asked_shape not in (select matching.compared_as from matching);

comment on macro table _chosen_set is  -- noqa: PRS
'The prediction sets that are asked for: by name, or all that are matched under the protocol.';
