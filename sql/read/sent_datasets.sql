-- query:  sent_datasets
-- grain:  one row per (dataset_id): a data set of which a collection has items
-- reads:  collected, dataset, item
-- params: name

select
    dataset.dataset_id,
    dataset.dataset_name,
    dataset.dataset_version,
    count(distinct item.item_id) as item_count
from collected
inner join item using (item_id)
inner join dataset using (dataset_id)
where collected.collection = $name
group by dataset.dataset_id, dataset.dataset_name, dataset.dataset_version
order by dataset.dataset_id;
