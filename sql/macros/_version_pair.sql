-- macro:  _version_pair
-- grain:  one row per (old_dataset_id, new_dataset_id)
-- reads:  dataset
-- errors: a data set that is not there; the same one twice
-- note:   without names each version and the one of its name that was loaded before it

create or replace macro _version_pair(from_dataset := null, to_dataset := null) as table
with

known as (

    select
        dataset_id,
        dataset_name,
        dataset_version,
        dataset_name || '@' || dataset_version as full_name,
        lag(dataset_id) over (
            partition by dataset_name
            order by dataset_id
        ) as former_id
    from dataset

),

faulty as (

    select
        case
            when not coalesce(bool_or(full_name = from_dataset), from_dataset is null)
                then 'no data set named ' || from_dataset || '; there are: '
            when not coalesce(bool_or(full_name = to_dataset), to_dataset is null)
                then 'no data set named ' || to_dataset || '; there are: '
            when from_dataset = to_dataset
                then 'expected two data sets, not ' || to_dataset || ' twice; there are: '
        end as fault,
        coalesce(string_agg(full_name, ', ' order by full_name), 'none') as listed
    from known

)

select
    older.dataset_id as old_dataset_id,
    older.full_name as old_dataset,
    newer.dataset_id as new_dataset_id,
    newer.full_name as new_dataset
from known as newer
inner join known as older
    on
        case
            when from_dataset is null then newer.former_id = older.dataset_id
            else older.full_name = from_dataset and newer.dataset_id <> older.dataset_id
        end
where
    case
        when to_dataset is not null then newer.full_name = to_dataset
        when from_dataset is not null then newer.former_id = older.dataset_id
        else true
    end
union all
select
    null::bigint as old_dataset_id,
    error(fault || listed) as old_dataset,
    null::bigint as new_dataset_id,
    null as new_dataset
from faulty
where fault is not null;

comment on macro table _version_pair is  -- noqa: PRS
'The versions of data sets that are compared, each with the one before it.';
