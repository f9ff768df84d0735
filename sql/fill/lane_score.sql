-- fill:   lane_score
-- reads:  item, prediction_set, label, prediction
-- params: prediction_set_id
-- note:   column h_samples of item says at which rows its lanes are compared, as TuSimple's labels do

delete from lane_score
where prediction_set_id = $prediction_set_id;

insert into lane_score
with

predicted as (

    select
        item_id,
        list(geometry order by prediction_id) as lanes
    from prediction
    where prediction_set_id = $prediction_set_id and shape = 'polyline'
    group by item_id

),

labelled as (

    select
        item_id,
        list(geometry order by label_id) as lanes
    from label
    where shape = 'polyline'
    group by item_id

),

scored as (

    select
        item.item_id,
        coalesce(labelled.lanes, []::blob[]) as labelled_lanes,
        coalesce(predicted.lanes, []::blob[]) as predicted_lanes,
        tusimple_score(
            item.h_samples::double[],
            coalesce(predicted.lanes, []::blob[]),
            coalesce(labelled.lanes, []::blob[])
        ) as score
    from item
    inner join prediction_set using (dataset_id)
    left join predicted using (item_id)
    left join labelled using (item_id)
    where prediction_set.prediction_set_id = $prediction_set_id and len(item.h_samples) > 0

)

select
    $prediction_set_id as prediction_set_id,
    item_id,
    len(labelled_lanes) as label_count,
    len(predicted_lanes) as prediction_count,
    score.accuracy,
    score.false_positive,
    score.false_negative
from scored
order by item_id;
