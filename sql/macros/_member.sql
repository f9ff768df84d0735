-- macro:  _member
-- grain:  one row per (slice_number, item_id)
-- reads:  _predicate, item, slice, slice_item
-- null:   slice is null for items whose slice_by expression is null: a slice of its own
-- errors: slice_by and slices together; a slice name that is not saved
-- note:   slices may hold 'all', which is every item and has the number 0, and '*', which is
--         every saved slice; large joins carry the number of the slice, not its name

create or replace macro _member(
    item_filter := 'true', slice_by := null, slices := null::varchar[]
) as table
with

valued as (

    select
        slice,
        dataset_id,
        item_id
    from query(
        case
            when slice_by is not null and slices is not null
                then error('slice_by and slices cannot be given together; put the value into the slice')
            when slices is not null
                then 'select ''all'' as slice, dataset_id, item_id from item where '
                    || case
                        when list_contains(slices, 'all') then _predicate(item_filter)
                        else 'false'
                    end
            else 'select cast((' || coalesce(nullif(trim(slice_by), ''), '''all''') || chr(10)
                || ') as varchar) as slice, dataset_id, item_id from item where '
                || _predicate(item_filter)
        end
    )

),

saved as (

    select
        slice.slice_id,
        slice.slice_name,
        item.dataset_id,
        item.item_id
    from slice
    inner join slice_item using (slice_id)
    inner join query(
        'select item_id, dataset_id from item where ' || _predicate(item_filter)
    ) as item using (item_id)
    where list_contains(slices, slice.slice_name) or list_contains(slices, '*')

)

select
    dense_rank() over (order by slice asc nulls last) - (slices is not null)::integer
        as slice_number,
    slice,
    dataset_id,
    item_id
from valued
union all
select
    slice_id as slice_number,
    slice_name as slice,
    dataset_id,
    item_id
from saved;

comment on macro table _member is  -- noqa: PRS
'The items of each slice that is asked for.';
