-- macro:  _slice_list
-- grain:  one row per (prediction_set_id, slice_number)
-- reads:  _quoted, _quoted_list, _slice_list_full, _slice_list_values
-- errors: a slice name that is not saved
-- note:   the one slice 'all' and slices asked for by name are there even when they are empty; only
--         the form that is needed is bound, which saves half of the time of a small query

create or replace macro _slice_list(
    predictions := null,
    compare_as := null,
    item_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    item_scope := 'all',
    protocol := 'closest'
) as table
select
    prediction_set_id,
    prediction_set_name,
    slice_number,
    slice,
    item_count
from query(
    case
        when slices is null and item_scope = 'all'
            then 'from _slice_list_values(predictions := ' || _quoted(predictions)
                || ', compare_as := ' || _quoted(compare_as)
                || ', item_filter := ' || _quoted(item_filter)
                || ', slice_by := ' || _quoted(slice_by)
                || ', protocol := ' || _quoted(protocol) || ')'
        else 'from _slice_list_full(predictions := ' || _quoted(predictions)
                || ', compare_as := ' || _quoted(compare_as)
            || ', item_filter := ' || _quoted(item_filter)
            || ', slice_by := ' || _quoted(slice_by)
            || ', slices := ' || _quoted_list(slices)
            || ', item_scope := ' || _quoted(item_scope)
            || ', protocol := ' || _quoted(protocol) || ')'
    end
);

comment on macro table _slice_list is  -- noqa: PRS
'The slices of each prediction set that is asked for, with how many items each has.';
