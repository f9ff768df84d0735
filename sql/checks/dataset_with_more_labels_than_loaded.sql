-- check:  dataset_with_more_labels_than_loaded
-- means:  A data set holds more labels than the ledger says were loaded.
-- reads:  dataset, item, label, load

with

loaded as (

    select
        dataset_id,
        sum(rows_loaded) as loaded_count
    from load
    where kind = 'labels'
    group by dataset_id

),

held as (

    select
        item.dataset_id,
        count(*) as held_count
    from label
    inner join item using (item_id)
    group by item.dataset_id

)

select
    dataset.dataset_name,
    dataset.dataset_version,
    coalesce(loaded.loaded_count, 0) as loaded_count,
    coalesce(held.held_count, 0) as held_count
from dataset
left join loaded using (dataset_id)
left join held using (dataset_id)
where coalesce(held.held_count, 0) > coalesce(loaded.loaded_count, 0)
order by dataset.dataset_name, dataset.dataset_version;
