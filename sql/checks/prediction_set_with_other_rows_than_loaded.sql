-- check:  prediction_set_with_other_rows_than_loaded
-- means:  A prediction set holds more or fewer predictions than the ledger says were
--         loaded: some were lost.
-- reads:  prediction_set, prediction, load
-- note:   of objects; an answer of a classification is made from one row or from many

with

loaded as (

    select
        prediction_set_id,
        sum(rows_loaded) as loaded_count
    from load
    where kind = 'predictions'
    group by prediction_set_id

),

held as (

    select
        prediction_set_id,
        count(*) as held_count
    from prediction
    group by prediction_set_id

)

select
    prediction_set.prediction_set_name,
    coalesce(loaded.loaded_count, 0) as loaded_count,
    coalesce(held.held_count, 0) as held_count
from prediction_set
left join loaded using (prediction_set_id)
left join held using (prediction_set_id)
where
    coalesce(loaded.loaded_count, 0) <> coalesce(held.held_count, 0)
    and prediction_set.task_id = 1
order by prediction_set.prediction_set_name;
