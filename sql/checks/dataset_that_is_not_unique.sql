-- check:  dataset_that_is_not_unique
-- means:  Two data sets have the same name and version.
-- reads:  dataset

select
    dataset_name,
    dataset_version,
    count(*) as row_count
from dataset
group by dataset_name, dataset_version
having count(*) > 1
order by dataset_name, dataset_version;
