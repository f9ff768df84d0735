-- macro:  _chosen_set
-- grain:  one row per (prediction_set_id)
-- reads:  prediction_set
-- absent: sets other than the one asked for
-- errors: a name that no set has; a set that is not matched under the protocol

create or replace macro _chosen_set(predictions := null, protocol := 'closest') as table
with

known as (

    select
        prediction_set_id,
        prediction_set_name,
        dataset_id,
        case protocol when 'coco' then is_matched_coco else is_matched_closest end as is_matched
    from prediction_set
    where predictions is null or prediction_set_name = predictions

),

names as (

    select
        string_agg(prediction_set_name, ', ' order by prediction_set_name) as listed,
        coalesce(bool_or(prediction_set_name = predictions), false) as is_known
    from prediction_set

)

select
    prediction_set_id,
    prediction_set_name,
    dataset_id
from known
where is_matched or predictions is null
union all
select
    prediction_set_id,
    error(
        'prediction set ' || prediction_set_name || ' is not matched under protocol '
        || protocol || '; ''duckeval match --set ' || prediction_set_name || ' --protocol '
        || protocol || ''' does that'
    ) as prediction_set_name,
    dataset_id
from known
where not is_matched and predictions is not null
union all
select
    null as prediction_set_id,
    error(
        'no prediction set named ' || predictions || '; there are: ' || coalesce(listed, 'none')
    ) as prediction_set_name,
    null as dataset_id
from names
where predictions is not null and not is_known;

comment on macro table _chosen_set is  -- noqa: PRS
'The prediction sets that are asked for: one by name, or all that are matched under the protocol.';
