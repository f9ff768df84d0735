-- macro:  _tide_points
-- grain:  scalar
-- reads:  nothing
-- null:   where label_count is 0
-- follows: TIDE: of the recalls 0, .01, ... 1 the k-th hit of n labels reaches floor(100 k / n) + 1

create or replace macro _tide_points(hit_number, label_count) as (
    100 * hit_number // nullif(label_count, 0)
    - case when hit_number = 1 then -1 else 100 * (hit_number - 1) // nullif(label_count, 0) end
);

comment on macro _tide_points is  -- noqa: PRS
'How many recall points a hit reaches that the hit before it does not.';
