-- macro:  _edges
-- grain:  scalar, an aggregate: the edges of the bins of a column, ascending and distinct
-- reads:  nothing
-- null:   without a value; for categorical bins
-- follows: quantile: pandas.qcut with duplicates="drop"; equal_width: numpy.histogram_bin_edges

create or replace macro _edges(number, bins, binning, edges) as (
    case binning
        when 'quantile' then list_sort(list_distinct(
            quantile_cont(number, list_transform(
                range(greatest(bins::bigint, 1) + 1), lambda i: i / greatest(bins, 1)
            ))
            filter (where binning = 'quantile')
        ))
        when 'equal_width' then list_transform(
            range(bins::bigint + 1),
            lambda i: case
                when min(number) = max(number)
                    then min(number) - 0.5::double + i * (1.0::double / bins)
                when i = bins then max(number)
                else min(number) + i * ((max(number) - min(number)) / bins)
            end
        )
        when 'custom' then list_sort(list_distinct(edges::double[]))
    end
);

comment on macro _edges is  -- noqa: PRS
'The edges of the bins of a column of numbers.';
