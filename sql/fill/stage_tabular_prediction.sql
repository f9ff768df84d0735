-- fill:   staged_prediction, a temporary view
-- grain:  one row per row of a table of predictions
-- reads:  staged_prediction_row

create or replace temp view staged_prediction as
select
    staged_prediction_row.*,
    staged_prediction_row.rowid as place
from staged_prediction_row;
