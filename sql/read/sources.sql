-- query:  sources
-- grain:  one row per (load_id), in the order of the loads: what the project was made from
-- reads:  load

select
    kind,
    file,
    sha256
from load
order by load_id;
