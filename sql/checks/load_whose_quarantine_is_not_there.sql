-- check:  load_whose_quarantine_is_not_there
-- means:  The ledger counts other rows set aside than the table quarantine holds.
-- reads:  load, quarantine

with

found as (

    select
        load_id,
        count(*) as row_count
    from quarantine
    group by load_id

)

select
    load.load_id,
    load.file,
    load.rows_quarantined,
    coalesce(found.row_count, 0) as row_count
from load
left join found using (load_id)
where load.rows_quarantined <> coalesce(found.row_count, 0)
order by load.load_id;
