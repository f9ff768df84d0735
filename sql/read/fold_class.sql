-- query:  fold_class
-- grain:  one row per (item_id): an item of the data set that has a label
-- reads:  class, item, label
-- params: dataset_id
-- follows: class_name is the class of its labels that the fewest items have, the first name of several

with

labelled as (

    select distinct
        item.item_id,
        class.class_name
    from label
    inner join item using (item_id)
    inner join class using (class_id)
    where item.dataset_id = $dataset_id and not label.is_crowd

),

counted as (

    select
        class_name,
        count(*) as item_count
    from labelled
    group by class_name

)

select
    labelled.item_id,
    arg_min(labelled.class_name, (counted.item_count, labelled.class_name)) as class_name
from labelled
inner join counted using (class_name)
group by labelled.item_id
order by labelled.item_id;
