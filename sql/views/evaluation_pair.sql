-- view:   evaluation_pair
-- grain:  one row per (model, model_name, task, dataset_name, dataset_version)
-- reads:  _item_pair, _shell_word, dataset, item, load, matching, prediction_set,
--         task
-- null:   model_name and model_version of a set that was loaded without --model; prediction_set where
--         the data set has none of the model; from_set where nothing can be scored; command where the
--         pair was calculated
-- follows: calculated: a set of the model on the data set is matched; match: there is one, and it is
--         not matched; score: predictions for another data set hold for items of this one, those of
--         from_set for most of them; load: the model has to predict first
-- note:   a set without a model is a model of its own, together with what was scored from it

create or replace view evaluation_pair as
with recursive

made_from as (

    select
        made.prediction_set_id,
        source.prediction_set_id as source_id
    from (
        select
            prediction_set_id,
            max((options ->> 'from_set_id')::bigint) as source_id
        from load
        where format = 'project' and kind = 'predictions'
        group by prediction_set_id
    ) as made
    inner join prediction_set as source on made.source_id = source.prediction_set_id

),

origin as (

    select
        prediction_set_id,
        prediction_set_id as root_id
    from prediction_set
    anti join made_from using (prediction_set_id)
    union all
    select
        made_from.prediction_set_id,
        origin.root_id
    from made_from
    inner join origin on made_from.source_id = origin.prediction_set_id

),

answer as (

    select
        each.prediction_set_id,
        each.prediction_set_name,
        each.dataset_id,
        each.model_name,
        each.model_version,
        task.task_name as task,
        each.prediction_set_id in (
            select matching.prediction_set_id
            from matching
            where matching.is_matched_closest or matching.is_matched_coco
        ) as is_matched,
        origin.root_id = each.prediction_set_id as is_root,
        coalesce(
            each.model_name || coalesce('@' || each.model_version, ''), root.prediction_set_name
        ) as model
    from prediction_set as each
    inner join task using (task_id)
    inner join origin using (prediction_set_id)
    inner join prediction_set as root on origin.root_id = root.prediction_set_id

),

model as (

    select
        model,
        model_name,
        model_version,
        task,
        min(prediction_set_id) as first_id
    from answer
    group by model, model_name, model_version, task

),

place as (

    select
        dataset.dataset_id,
        dataset.dataset_name,
        dataset.dataset_version,
        dataset.dataset_name || '@' || dataset.dataset_version as full_name,
        max(dataset.dataset_id) over (
            partition by dataset.dataset_name
        ) = dataset.dataset_id as is_latest,
        coalesce(counted.item_count, 0) as item_count
    from dataset
    left join (
        select
            dataset_id,
            count(*) as item_count
        from item
        group by dataset_id
    ) as counted using (dataset_id)

),

common as (

    select
        from_dataset_id,
        to_dataset_id,
        count(*) filter (where is_same) as common_item_count,
        count(*) filter (where not is_same) as unlike_item_count
    from _item_pair()
    group by from_dataset_id, to_dataset_id

),

there as (

    select
        model,
        model_name,
        task,
        dataset_id,
        arg_max(prediction_set_name, (is_matched, prediction_set_id)) as prediction_set,
        bool_or(is_matched) as is_calculated,
        bool_or(is_root) as is_loaded
    from answer
    group by model, model_name, task, dataset_id

),

source as (

    select
        answer.model,
        answer.model_name,
        answer.task,
        common.to_dataset_id as dataset_id,
        max_by(
            (answer.prediction_set_name, common.common_item_count, common.unlike_item_count),
            (common.common_item_count, answer.prediction_set_id)
        ) as best
    from answer
    inner join common on answer.dataset_id = common.from_dataset_id
    where answer.is_root
    group by answer.model, answer.model_name, answer.task, common.to_dataset_id

),

paired as (

    select
        model.*,
        place.*,
        there.prediction_set,
        coalesce(there.is_calculated, false) as is_calculated,
        coalesce(there.is_loaded, false) as is_loaded,
        case when source.best[2] > 0 then source.best[1] end as from_set,
        coalesce(source.best[2], 0) as common_item_count,
        coalesce(source.best[3], 0) as unlike_item_count
    from model
    cross join place
    left join there
        on
            model.model = there.model
            and model.model_name is not distinct from there.model_name
            and model.task = there.task
            and place.dataset_id = there.dataset_id
    left join source
        on
            model.model = source.model
            and model.model_name is not distinct from source.model_name
            and model.task = source.task
            and place.dataset_id = source.dataset_id

)

select
    model,
    model_name,
    model_version,
    task,
    dataset_name,
    dataset_version,
    is_latest,
    is_calculated,
    case
        when is_calculated then 'calculated'
        when prediction_set is not null then 'match'
        when from_set is not null then 'score'
        else 'load'
    end as way,
    prediction_set,
    case when prediction_set is null then from_set end as from_set,
    item_count,
    case when is_loaded then item_count else common_item_count end as common_item_count,
    case when is_loaded then 0 else unlike_item_count end as unlike_item_count,
    case
        when is_calculated then null
        when prediction_set is not null
            then 'duckeval match --set '
                || _shell_word(prediction_set)
        when from_set is not null
            then 'duckeval match --set '
                || _shell_word(from_set)
                || ' --dataset '
                || _shell_word(full_name)
        else 'duckeval load predictions FILE --dataset '
            || _shell_word(full_name)
            || case
                when task <> 'objects'
                    then ' --task '
                        || _shell_word(task)
                else ''
            end
            || coalesce(
                ' --model '
                || _shell_word(model_name || coalesce('@' || model_version, '')),
                ''
            )
    end as command
from paired
order by first_id, task, dataset_name, dataset_id;

comment on view evaluation_pair is
'Every model version with every data set version: whether it was calculated, and the command that calculates it.';
comment on column evaluation_pair.model is
'NAME@VERSION of the model; the name of the set where it was loaded without --model.';
comment on column evaluation_pair.model_name is
'Name given with --model; null without.';
comment on column evaluation_pair.model_version is
'Version given with --model; null without.';
comment on column evaluation_pair.task is
'What the model answers: objects, or the name of a classification.';
comment on column evaluation_pair.dataset_name is
'Name of the data set.';
comment on column evaluation_pair.dataset_version is
'Version of the data set.';
comment on column evaluation_pair.is_latest is
'Whether it is the version of its data set that was loaded last.';
comment on column evaluation_pair.is_calculated is
'Whether a set of the model on the data set is matched, under closest or coco.';
comment on column evaluation_pair.way is
'calculated; match: its set is not matched yet; score: predictions for another data set hold for items of this one; load: the model has to predict first.';
comment on column evaluation_pair.prediction_set is
'The set of the model on the data set, a matched one first, then the last; null without.';
comment on column evaluation_pair.from_set is
'The set that can be scored on the data set, the one with most common items; null without, and where there is a prediction_set.';
comment on column evaluation_pair.item_count is
'Items of the data set.';
comment on column evaluation_pair.common_item_count is
'Items of the data set that the predictions are about: all where they were loaded for it.';
comment on column evaluation_pair.unlike_item_count is
'Items with the key of an item of from_set but of another size or file name: other images, which scoring leaves out.';
comment on column evaluation_pair.command is
'The command that calculates the pair; FILE stands for predictions to be made. Null where it was calculated.';
