-- query:  faults
-- grain:  one row per row that one load set aside, in the order of the file
-- reads:  quarantine
-- params: load_id

select
    coalesce(pointer, 'line ' || line) as place,
    field,
    value,
    rule
from quarantine
where load_id = $load_id
order by rowid;
