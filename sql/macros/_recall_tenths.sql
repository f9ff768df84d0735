-- macro:  _recall_tenths
-- grain:  scalar
-- reads:  nothing
-- units:  recall is a fraction in [0, 1]
-- follows: the 11 recall thresholds of PASCAL VOC 2007, 0, .1, ... 1, compared as floats as the public
--         implementations do: 9 of 15 does not reach 6 * 0.1

create or replace macro _recall_tenths(recall) as (
    floor(recall * 10)
    - (floor(recall * 10) * 0.1::double > recall)::integer
    + ((floor(recall * 10) + 1) * 0.1::double <= recall)::integer
    + 1
);

comment on macro _recall_tenths is  -- noqa: PRS
'How many of the recall thresholds 0, .1, ... 1 a recall reaches.';
