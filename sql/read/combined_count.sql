-- query:  combined_count
-- grain:  one row per (fold) of the data set
-- reads:  _item_fold, item, prediction
-- params: dataset_id, set_ids, folds
-- follows: own_count: items of the fold that its set predicts; other_count: those that another of the
--         sets predicts too, missing_count: those that only others predict, or none

with

source as (

    select
        unnest($set_ids) as prediction_set_id,
        unnest($folds) as fold

),

predicted as (

    select distinct
        prediction.prediction_set_id,
        prediction.item_id
    from prediction
    semi join source using (prediction_set_id)

),

counted as (

    select
        item.item_id,
        fold_of.fold,
        count(*) filter (where source.fold = fold_of.fold) as own,
        count(*) filter (where source.fold <> fold_of.fold) as others
    from item
    inner join _item_fold() as fold_of using (item_id)
    left join predicted on item.item_id = predicted.item_id
    left join source on predicted.prediction_set_id = source.prediction_set_id
    where item.dataset_id = $dataset_id
    group by item.item_id, fold_of.fold

)

select
    fold,
    count(*) as item_count,
    count_if(own > 0) as own_count,
    count_if(own > 0 and others > 0) as other_count,
    count_if(own = 0) as missing_count
from counted
where fold is not null
group by fold
order by try_cast(fold as bigint) nulls last, fold;
