-- macro:  _board_set
-- grain:  one row per (prediction_set_id)
-- reads:  _asked_dataset, prediction_set, task
-- null:   model_name and model_version of a set that was loaded without --model
-- errors: a data set or a model that is not there
-- note:   a name without @VERSION means the version loaded last: of a model, the one whose first
--         set was loaded last, so that scoring an old version once more does not make it the newest

create or replace macro _board_set(on_dataset := null, of_model := null) as table
with

-- materialized: a data set that is not there is an error where there is no prediction set, too
asked as materialized (

    from _asked_dataset(on_dataset := on_dataset)

),

known as (

    select
        prediction_set.*,
        task.task_name,
        task.kind,
        min(prediction_set.prediction_set_id) over (
            partition by prediction_set.model_name, prediction_set.model_version
        ) as first_set_id
    from prediction_set
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

faulty as (

    select
        case
            when of_model is not null
                and not exists (
                    from known
                    where of_model = model_name or of_model = model_name || '@' || model_version
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
    known.prediction_set_id,
    known.prediction_set_name,
    known.model_name,
    known.model_version,
    known.created_at,
    known.task_id,
    known.task_name,
    known.kind,
    asked.dataset_id,
    asked.dataset_name,
    asked.dataset_version,
    asked.is_latest as is_latest_dataset
from known
inner join asked using (dataset_id)
left join last_model using (model_name)
where
    case
        when of_model is null then true
        when of_model = known.model_name
            then coalesce(known.model_version, '') = last_model.model_version
        else coalesce(of_model = known.model_name || '@' || known.model_version, false)
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
where fault is not null;

comment on macro table _board_set is  -- noqa: PRS
'The prediction sets of a model on a data set, with the names of both and which version is the last.';
