-- query:  rescored_counts
-- grain:  one row: what of a prediction set there is in another data set
-- reads:  _item_pair, item, prediction, prediction_set
-- params: from_set_id, dataset_id

with

older as (

    select item.item_id
    from item
    inner join prediction_set using (dataset_id)
    where prediction_set.prediction_set_id = $from_set_id

),

pair as (

    select
        each.from_item_id,
        each.to_item_id,
        each.is_same
    from _item_pair() as each
    inner join prediction_set on each.from_dataset_id = prediction_set.dataset_id
    where
        prediction_set.prediction_set_id = $from_set_id
        and each.to_dataset_id = $dataset_id

),

unknown_item as (

    from older
    anti join pair on older.item_id = pair.from_item_id

),

unlike_item as (

    select from_item_id as item_id
    from pair
    where not is_same

)

select
    (select count(*) filter (where is_same) from pair) as shared_items,
    (select count(*) from unknown_item) as unknown_items,
    (
        select count(*) from prediction
        semi join unknown_item using (item_id)
        where prediction.prediction_set_id = $from_set_id
    ) as unknown_predictions,
    (select count(*) from unlike_item) as unlike_items,
    (
        select count(*) from prediction
        semi join unlike_item using (item_id)
        where prediction.prediction_set_id = $from_set_id
    ) as unlike_predictions,
    (
        select count(*) from item
        anti join pair on item.item_id = pair.to_item_id
        where item.dataset_id = $dataset_id
    ) as missing_items,
    (
        select count(*) from prediction
        where prediction.prediction_set_id = $from_set_id
    ) as prediction_count;
