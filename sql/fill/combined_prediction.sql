-- fill:   prediction_set, prediction, probability
-- reads:  _item_fold, item, prediction, prediction_set, probability
-- params: prediction_set_id, prediction_set_name, model_name, model_version, created_at, set_ids, folds
-- note:   set_ids and folds are lists: of each set the predictions on the items of its fold. They are
--         ranked anew, as every load does; source_row goes on from set to set

insert into prediction_set by name
select
    prediction_set.* replace (
        $prediction_set_id as prediction_set_id,
        $prediction_set_name as prediction_set_name,
        $model_name as model_name,
        $model_version as model_version,
        $created_at as created_at
    )
from prediction_set
where prediction_set_id = $set_ids[1];

insert into prediction by name
select
    prediction.* replace (
        (select coalesce(max(last.prediction_id), 0) as last_id from prediction as last)
        + row_number() over (
            order by
                prediction.class_id asc,
                prediction.confidence desc,
                item.item_order asc,
                prediction.x_px asc,
                prediction.y_px asc,
                prediction.w_px asc,
                prediction.h_px asc,
                prediction.prediction_key asc,
                prediction.prediction_id asc
        ) as prediction_id,
        $prediction_set_id as prediction_set_id,
        row_number() over (
            order by source.place asc, prediction.source_row asc, prediction.prediction_id asc
        ) - 1 as source_row
    )
from prediction
inner join (
    select
        unnest($set_ids) as prediction_set_id,
        unnest($folds) as fold,
        unnest(range(len($folds))) as place
) as source on prediction.prediction_set_id = source.prediction_set_id
inner join _item_fold() as fold_of
    on prediction.item_id = fold_of.item_id and source.fold = fold_of.fold
inner join item on prediction.item_id = item.item_id
order by prediction_id asc;

insert into probability by name
select
    $prediction_set_id as prediction_set_id,
    probability.class_id,
    probability.item_id,
    probability.probability
from probability
inner join (
    select
        unnest($set_ids) as prediction_set_id,
        unnest($folds) as fold
) as source on probability.prediction_set_id = source.prediction_set_id
inner join _item_fold() as fold_of
    on probability.item_id = fold_of.item_id and source.fold = fold_of.fold
order by probability.class_id asc, probability.item_id asc;
