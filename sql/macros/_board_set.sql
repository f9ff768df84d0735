-- macro:  _board_set
-- grain:  one row per (prediction_set_id)
-- reads:  dataset, prediction_set, task
-- null:   model_name and model_version of a set that was loaded without --model
-- errors: a data set or a model that is not there
-- note:   a name without @VERSION means the version loaded last: of a model, the one whose first
--         set was loaded last, so that scoring an old version once more does not make it the newest

create or replace macro _board_set(on_dataset := null, of_model := null) as table
with

known as (

    select
        prediction_set.prediction_set_id,
        prediction_set.prediction_set_name,
        prediction_set.model_name,
        prediction_set.model_version,
        prediction_set.created_at,
        task.task_id,
        task.task_name,
        task.kind,
        dataset.dataset_id,
        dataset.dataset_name,
        dataset.dataset_version,
        min(prediction_set.prediction_set_id) over (
            partition by prediction_set.model_name, prediction_set.model_version
        ) as first_set_id
    from prediction_set
    inner join dataset using (dataset_id)
    inner join task using (task_id)

),

last_model as (

    select
        model_name,
        arg_max(coalesce(model_version, ''), first_set_id) as model_version
    from known
    where model_name is not null
    group by model_name

),

last_dataset as (

    select
        dataset_name,
        arg_max(dataset_version, dataset_id) as dataset_version
    from dataset
    group by dataset_name

),

latest as (

    select
        known.*,
        known.dataset_version = last_dataset.dataset_version as is_latest_dataset,
        coalesce(known.model_version, '') = last_model.model_version as is_latest_model
    from known
    inner join last_dataset using (dataset_name)
    left join last_model using (model_name)

),

faulty as (

    select
        case
            when not exists (
                from dataset
                where
                    on_dataset is null
                    or on_dataset = dataset_name
                    or on_dataset = dataset_name || '@' || dataset_version
            )
                then 'no data set named ' || on_dataset || '; there are: ' || coalesce((
                    select
                        string_agg(
                            dataset_name || '@' || dataset_version, ', '
                            order by dataset_id
                        ) as listed
                    from dataset
                ), 'none')
            when not exists (
                from known
                where
                    of_model is null
                    or of_model = model_name
                    or of_model = model_name || '@' || model_version
            )
                then 'no model named ' || of_model || '; there are: ' || coalesce((
                    select string_agg(distinct named.full_name, ', ' order by named.full_name) as listed
                    from (
                        select model_name || coalesce('@' || model_version, '') as full_name
                        from known
                    ) as named
                ), 'none')
        end as fault

)

select
    prediction_set_id,
    prediction_set_name,
    model_name,
    model_version,
    created_at,
    task_id,
    task_name,
    kind,
    dataset_id,
    dataset_name,
    dataset_version,
    is_latest_dataset
from latest
where
    case
        when on_dataset is null then true
        when on_dataset = dataset_name then is_latest_dataset
        else on_dataset = dataset_name || '@' || dataset_version
    end
    and case
        when of_model is null then true
        when of_model = model_name then is_latest_model
        else coalesce(of_model = model_name || '@' || model_version, false)
    end
union all
select
    null::bigint as prediction_set_id,
    error(fault) as prediction_set_name,
    null as model_name,
    null as model_version,
    null::timestamp as created_at,
    null::bigint as task_id,
    null as task_name,
    null as kind,
    null::bigint as dataset_id,
    null as dataset_name,
    null as dataset_version,
    null::boolean as is_latest_dataset
from faulty
where
    fault is not null
    and (on_dataset is not null or of_model is not null);

comment on macro table _board_set is  -- noqa: PRS
'The prediction sets of a model on a data set, with the names of both and which version is the last.';
