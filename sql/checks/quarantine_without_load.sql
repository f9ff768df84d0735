-- check:  quarantine_without_load
-- means:  A row was set aside by a load that the ledger does not know.
-- reads:  quarantine, load

select
    quarantine.load_id,
    quarantine.file,
    quarantine.pointer,
    quarantine.line
from quarantine
anti join load using (load_id)
order by quarantine.load_id;
