-- macro:  _slice_list_full
-- grain:  one row per (prediction_set_id, slice_number)
-- reads:  _chosen_set, _member, prediction, slice
-- errors: a slice name that is not saved
-- note:   the one slice 'all' and slices asked for by name are there even when they are empty, and
--         so are values of slice_by none of whose items has a prediction

create or replace macro _slice_list_full(
    predictions := null,
    compare_as := null,
    item_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    item_scope := 'all',
    protocol := 'closest'
) as table
with

chosen as (

    from _chosen_set(predictions := predictions, compare_as := compare_as, protocol := protocol)

),

member as (

    from _member(item_filter := item_filter, slice_by := slice_by, slices := slices)

),

counted as (

    select
        chosen.prediction_set_id,
        chosen.prediction_set_name,
        each.slice_number,
        each.slice,
        each.item_count
    from chosen
    inner join (
        select
            slice_number,
            dataset_id,
            any_value(slice) as slice,
            count(*) as item_count
        from member
        where item_scope = 'all'
        group by slice_number, dataset_id
    ) as each using (dataset_id)
    union all
    select
        chosen.prediction_set_id,
        any_value(chosen.prediction_set_name) as prediction_set_name,
        member.slice_number,
        any_value(member.slice) as slice,
        count(predicted.item_id) as item_count
    from chosen
    inner join member using (dataset_id)
    left join (
        select distinct
            prediction_set_id,
            item_id
        from prediction
    ) as predicted
        on
            chosen.prediction_set_id = predicted.prediction_set_id
            and member.item_id = predicted.item_id
    where item_scope = 'predicted'
    group by chosen.prediction_set_id, member.slice_number

),

demanded as (

    select
        1 as slice_number,
        'all' as slice
    where slice_by is null and slices is null
    union all
    select
        slice_id as slice_number,
        slice_name as slice
    from slice
    where list_contains(slices, slice_name) or list_contains(slices, '*')
    union all
    select
        0 as slice_number,
        'all' as slice
    where list_contains(slices, 'all')
    union all
    select
        null as slice_number,
        error(
            'no slice named ' || each.slice || '; there are: ' || coalesce(
                (select string_agg(s.slice_name, ', ' order by s.slice_name) as l from slice as s),
                'none'
            )
        ) as slice
    from (select unnest(slices) as slice) as each
    anti join slice on each.slice = slice.slice_name
    where each.slice not in ('all', '*')

),

empty as (

    select
        chosen.prediction_set_id,
        chosen.prediction_set_name,
        demanded.slice_number,
        demanded.slice,
        0 as item_count
    from chosen
    cross join demanded
    anti join counted
        on
            chosen.prediction_set_id = counted.prediction_set_id
            and demanded.slice_number = counted.slice_number

)

from counted
union all
from empty;

comment on macro table _slice_list_full is  -- noqa: PRS
'The slices of each prediction set, when they are saved slices or only items with predictions count.';
