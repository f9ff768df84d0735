-- macro:  _chosen_set
-- grain:  one row per (prediction_set_id)
-- reads:  prediction_set
-- absent: sets other than those asked for
-- errors: a name that no set has; a set that is not matched under the protocol
-- note:   two names in one text stand apart by chr(31), as _both_sets writes them

create or replace macro _chosen_set(predictions := null, protocol := 'closest') as table
with

known as (

    select
        prediction_set_id,
        prediction_set_name,
        dataset_id,
        case protocol when 'coco' then is_matched_coco else is_matched_closest end as is_matched
    from prediction_set
    where
        predictions is null
        or list_contains(string_split(predictions, chr(31)), prediction_set_name)

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
        'no prediction set named ' || wanted_name || '; there are: ' || coalesce(listed, 'none')
    ) as prediction_set_name,
    null as dataset_id
from unknown;

comment on macro table _chosen_set is  -- noqa: PRS
'The prediction sets that are asked for: by name, or all that are matched under the protocol.';
