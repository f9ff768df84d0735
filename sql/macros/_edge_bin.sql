-- macro:  _edge_bin
-- grain:  scalar
-- reads:  _edges_below
-- null:   without a value
-- note:   bin_edges are ascending. Up to fifteen of them (is_short, which has to be a constant) are
--         searched by halving. A case around it would keep DuckDB from doing each step once, so what
--         lies outside is put to 0 by a product

create or replace macro _edge_bin(number, bin_edges, is_short) as (
    greatest(
        least(
            case
                when is_short
                    then _edges_below(
                        number,
                        bin_edges,
                        _edges_below(
                            number,
                            bin_edges,
                            _edges_below(
                                number, bin_edges, _edges_below(number, bin_edges, 0, 8), 4
                            ),
                            2
                        ),
                        1
                    )
                else len(list_filter(bin_edges, lambda edge: edge <= number))
            end,
            len(bin_edges) - 1
        ),
        1
    )
    * (number between bin_edges[1] and bin_edges[-1])::integer
);

comment on macro _edge_bin is  -- noqa: PRS
'Number of the bin of a value, from 1: closed on the left, the last one on both sides; 0 outside.';
