-- check:  load_that_does_not_add_up
-- means:  Rows of a file were lost: rows in are not rows loaded and rows set aside.
-- reads:  load

select
    load_id,
    file,
    rows_in,
    rows_loaded,
    rows_quarantined
from load
where rows_in is distinct from rows_loaded + rows_quarantined
order by load_id;
