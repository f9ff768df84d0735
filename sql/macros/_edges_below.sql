-- macro:  _edges_below
-- grain:  scalar
-- reads:  nothing
-- null:   never

create or replace macro _edges_below(number, bin_edges, known, step) as (
    known + case when list_extract(bin_edges, known + step) <= number then step else 0 end
);

comment on macro _edges_below is  -- noqa: PRS
'One step of halving: so many edges are known not to be above the number, and perhaps a step more.';
