-- query:  rescored_counts
-- grain:  one row: what of a prediction set there is in another data set
-- reads:  item, prediction, prediction_set
-- params: from_set_id, dataset_id

with

older as (

    select
        item.item_id,
        item.item_key
    from item
    inner join prediction_set using (dataset_id)
    where prediction_set.prediction_set_id = $from_set_id

),

newer as (

    select item_key
    from item
    where dataset_id = $dataset_id

),

unknown_item as (

    from older
    anti join newer using (item_key)

)

select
    (
        select count(*) from older
        semi join newer using (item_key)
    ) as shared_items,
    (select count(*) from unknown_item) as unknown_items,
    (
        select count(*) from prediction
        semi join unknown_item using (item_id)
        where prediction.prediction_set_id = $from_set_id
    ) as unknown_predictions,
    (
        select count(*) from newer
        anti join older using (item_key)
    ) as missing_items,
    (
        select count(*) from prediction
        where prediction.prediction_set_id = $from_set_id
    ) as prediction_count;
