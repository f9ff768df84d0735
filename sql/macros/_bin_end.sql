-- macro:  _bin_end
-- grain:  scalar
-- reads:  nothing
-- null:   for objects without a value, and for a category that is no number

create or replace macro _bin_end(binning, category_number, bin_number, bin_edges) as (
    case binning
        when 'categorical' then category_number
        else bin_edges[
            case when bin_number > len(bin_edges) then len(bin_edges) else bin_number end
        ]
    end
);

comment on macro _bin_end is  -- noqa: PRS
'The edge at which a bin begins; asked for the next number, the edge at which it ends.';
