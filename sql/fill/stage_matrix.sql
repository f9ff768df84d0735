-- fill:   staged_row, a temporary view
-- grain:  one row per row of a table of probabilities
-- reads:  staged_row_text

create or replace temp view staged_row as
select
    item_key,
    rowid as place
from staged_row_text;
