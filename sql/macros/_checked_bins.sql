-- macro:  _checked_bins
-- grain:  scalar
-- reads:  nothing
-- null:   never
-- errors: an unknown or impossible way to make bins

create or replace macro _checked_bins(bins, binning, edges, edges_from, prefix := '') as (
    case
        when not coalesce(
            list_contains(['quantile', 'equal_width', 'custom', 'categorical'], binning), false
        )
            then error(
                prefix || 'binning: expected quantile, equal_width, custom or categorical, not '
                || coalesce(binning, 'null')
            )
        when not coalesce(bins between 1 and 1000 and bins = floor(bins), false)
            then error(
                prefix || 'bins: expected a whole number from 1 to 1000, not '
                || coalesce(bins::varchar, 'null')
            )
        when binning = 'custom' and not coalesce(len(list_distinct(edges)) >= 2, false)
            then error(
                prefix || 'edges: ' || prefix || 'binning := ''custom'' needs a list of two '
                || 'edges or more'
            )
        when len(list_filter(edges::double[], lambda edge: coalesce(isnan(edge), true))) > 0
            then error(prefix || 'edges: expected numbers, not ' || edges::varchar)
        when binning <> 'custom' and edges is not null
            then error(
                prefix || 'edges: only for ' || prefix || 'binning := ''custom'', not for '
                || binning
            )
        when not coalesce(list_contains(['slice', 'all'], edges_from), false)
            then error('edges_from: expected slice or all, not ' || coalesce(edges_from, 'null'))
        else true
    end
);

comment on macro _checked_bins is  -- noqa: PRS
'True, or an error that says which parameter of the bins has a value it does not know.';
