-- macro:  _both_sets
-- grain:  scalar
-- reads:  nothing
-- null:   when one of the names is null: then all sets are read, and the pair is chosen afterwards

create or replace macro _both_sets(baseline_set, candidate_set) as (
    baseline_set || chr(31) || candidate_set
);

comment on macro _both_sets is  -- noqa: PRS
'Two names of prediction sets in one text, as the parameter predictions takes them.';
