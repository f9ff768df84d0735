-- macro:  _recall_points
-- grain:  scalar
-- reads:  nothing
-- units:  recall is a fraction in [0, 1]
-- follows: the 101 recall thresholds of pycocotools, linspace(0, 1, 101), compared as floats;
--         the two corrections undo what multiplying by 100 rounds

create or replace macro _recall_points(recall) as (
    floor(recall * 100)
    - (floor(recall * 100) * 0.01::double > recall)::integer
    + ((floor(recall * 100) + 1) * 0.01::double <= recall)::integer
    + 1
);

comment on macro _recall_points is  -- noqa: PRS
'How many of the recall thresholds 0, .01, ... 1 a recall reaches.';
