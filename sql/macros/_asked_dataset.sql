-- macro:  _asked_dataset
-- grain:  one row per (dataset_id) that is asked for
-- reads:  dataset
-- null:   never
-- errors: a data set that is not there
-- note:   on_dataset takes NAME@VERSION, or NAME for the version loaded last; every data set without it

create or replace macro _asked_dataset(on_dataset := null) as table
with

known as (

    select
        dataset_id,
        dataset_name,
        dataset_version,
        dataset_name || '@' || dataset_version as full_name,
        max(dataset_id) over (partition by dataset_name) = dataset_id as is_latest
    from dataset

)

select
    dataset_id,
    dataset_name,
    dataset_version,
    is_latest
from known
where
    case
        when on_dataset is null then true
        when on_dataset = dataset_name then is_latest
        else on_dataset = full_name
    end
union all
select
    error('no data set named ' || on_dataset || '; there are: ' || coalesce(
        string_agg(full_name, ', ' order by dataset_id), 'none'
    ))::bigint as dataset_id,
    null as dataset_name,
    null as dataset_version,
    null as is_latest
from known
having
    on_dataset is not null
    and not coalesce(bool_or(on_dataset in (dataset_name, full_name)), false);

comment on macro table _asked_dataset is  -- noqa: PRS
'The data sets that are asked for, and which version is the last.';
