-- query:  former_version
-- grain:  one row: the version of the same data set that was loaded before; none for the first
-- reads:  dataset
-- params: dataset_id

select
    former.dataset_id,
    former.dataset_name || '@' || former.dataset_version as full_name
from dataset as former
inner join dataset as present using (dataset_name)
where present.dataset_id = $dataset_id and former.dataset_id < present.dataset_id
order by former.dataset_id desc
limit 1;
