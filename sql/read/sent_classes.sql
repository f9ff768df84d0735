-- query:  sent_classes
-- grain:  one row per (class_id): a class of the data set, then those that only suggestions have
-- reads:  class, dataset_class, prediction, prediction_set
-- params: dataset_id

select
    class.class_id,
    class.class_name,
    class.supercategory,
    min(declared.class_key) as class_key,
    min(declared.class_index) as class_index
from class
left join (
    select
        class_id,
        class_key,
        class_index
    from dataset_class
    where dataset_id = $dataset_id
) as declared using (class_id)
where
    declared.class_id is not null
    or class.class_id in (
        select prediction.class_id
        from prediction
        inner join prediction_set using (prediction_set_id)
        where prediction_set.dataset_id = $dataset_id
    )
group by class.class_id, class.class_name, class.supercategory
order by class_index asc nulls last, class.class_name asc;
