-- query:  rescored_rules
-- grain:  one row per (from_class): a rule of class_map that changes predictions of a set
-- reads:  _class_mapped, _item_pair, prediction, prediction_set
-- params: from_set_id, dataset_id
-- null:   to_class where the predictions are to be left out

select
    mapped.from_class,
    mapped.to_class,
    count(*) as prediction_count
from prediction
inner join prediction_set using (prediction_set_id)
inner join _item_pair() as pair on prediction.item_id = pair.from_item_id
inner join _class_mapped() as mapped
    on
        prediction_set.dataset_id = mapped.from_dataset_id
        and pair.to_dataset_id = mapped.to_dataset_id
        and prediction.class_id = mapped.class_id
where
    prediction_set.prediction_set_id = $from_set_id
    and pair.to_dataset_id = $dataset_id
    and pair.is_same
    and mapped.to_class is distinct from mapped.from_class
group by mapped.from_class, mapped.to_class
order by mapped.from_class asc;
