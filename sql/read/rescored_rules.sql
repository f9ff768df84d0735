-- query:  rescored_rules
-- grain:  one row per (from_class): a rule of class_map that changes what a set says
-- reads:  _class_mapped, _item_pair, prediction, prediction_set, probability
-- params: from_set_id, dataset_id
-- null:   to_class where the predictions are to be left out
-- note:   prediction_count is 0 for a class that is nowhere the answer, but has a probability

with

said as (

    select
        item_id,
        class_id,
        1 as prediction_count
    from prediction
    where prediction_set_id = $from_set_id
    union all
    select
        item_id,
        class_id,
        0 as prediction_count
    from probability
    where prediction_set_id = $from_set_id

)

select
    mapped.from_class,
    mapped.to_class,
    sum(said.prediction_count)::bigint as prediction_count
from said
inner join prediction_set on prediction_set.prediction_set_id = $from_set_id
inner join _item_pair() as pair on said.item_id = pair.from_item_id
inner join _class_mapped() as mapped
    on
        prediction_set.dataset_id = mapped.from_dataset_id
        and pair.to_dataset_id = mapped.to_dataset_id
        and said.class_id = mapped.class_id
where
    pair.to_dataset_id = $dataset_id
    and pair.is_same
    and mapped.to_class is distinct from mapped.from_class
group by mapped.from_class, mapped.to_class
order by mapped.from_class asc;
