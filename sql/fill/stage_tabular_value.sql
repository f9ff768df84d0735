-- fill:   staged_value, a temporary view
-- grain:  one row per row of a table of metadata or metrics
-- reads:  staged_value_row

create or replace temp view staged_value as
select
    staged_value_row.*,
    staged_value_row.rowid as place
from staged_value_row;
