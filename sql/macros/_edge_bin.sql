-- macro:  _edge_bin
-- grain:  scalar
-- reads:  nothing
-- null:   when the value is null or outside the edges
-- note:   the same as numpy.searchsorted(side="right"), with the last bin closed on both sides

create or replace macro _edge_bin(number, bin_edges) as (
    case
        when number between bin_edges[1] and bin_edges[-1]
            then greatest(
                least(
                    len(list_filter(bin_edges, lambda edge: edge <= number)), len(bin_edges) - 1
                ),
                1
            )
    end
);

comment on macro _edge_bin is  -- noqa: PRS
'Number of the bin of a value, from 1: closed on the left, the last one on both sides.';
