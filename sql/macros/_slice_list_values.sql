-- macro:  _slice_list_values
-- grain:  one row per (prediction_set_id, slice_number)
-- reads:  _chosen_set, _member
-- note:   the one slice 'all' is there even when it is empty

create or replace macro _slice_list_values(
    predictions := null,
    compare_as := null,
    item_filter := 'true',
    slice_by := null,
    protocol := 'closest'
) as table
with

chosen as (

    from _chosen_set(predictions := predictions, compare_as := compare_as, protocol := protocol)

),

counted as (

    select
        slice_number,
        dataset_id,
        any_value(slice) as slice,
        count(*) as item_count
    from _member(item_filter := item_filter, slice_by := slice_by)
    group by slice_number, dataset_id

)

select
    chosen.prediction_set_id,
    chosen.prediction_set_name,
    coalesce(counted.slice_number, 1) as slice_number,
    case when slice_by is null then 'all' else counted.slice end as slice,
    coalesce(counted.item_count, 0) as item_count
from chosen
left join counted using (dataset_id)
where slice_by is null or counted.slice_number is not null;

comment on macro table _slice_list_values is  -- noqa: PRS
'The slices of each prediction set, when they are the values of an expression or everything.';
