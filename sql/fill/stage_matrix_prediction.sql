-- fill:   staged_prediction, a temporary table
-- grain:  one row per answer that a table of probabilities gives
-- reads:  staged_row, staged_array
-- note:   several rows may have the place of one row of the table

create or replace temp table staged_prediction as
select
    staged_array.place,
    staged_row.item_key,
    staged_array.class_key,
    staged_array.confidence
from staged_array
inner join staged_row on staged_array.place = staged_row.place;
