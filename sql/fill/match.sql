-- fill:   match
-- reads:  prediction, label, pair
-- params: prediction_set_id
-- follows: each prediction belongs to the label of its class with the highest IoU (ties: the
--         lowest label_id) and never falls back to another; crowds are never a closest label

insert into match
with

scored as (

    select
        prediction_id,
        confidence
    from prediction
    where prediction_set_id = $prediction_set_id

),

candidate as (

    select
        pair.prediction_id,
        pair.label_id,
        pair.iou,
        label.is_crowd
    from pair
    inner join label using (label_id)
    where
        pair.is_same_class
        and pair.prediction_id
        between (select min(scored.prediction_id) as first_id from scored)
        and (select max(scored.prediction_id) as last_id from scored)

),

highest as (

    select
        prediction_id,
        max(iou) filter (where not is_crowd) as iou,
        max(iou) filter (where is_crowd) as crowd_overlap
    from candidate
    group by prediction_id

),

closest as (

    -- equal IoU with two labels is rare, but the lowest label_id must win it
    select
        candidate.prediction_id,
        candidate.iou,
        min(candidate.label_id) as label_id
    from candidate
    inner join highest using (prediction_id, iou)
    where not candidate.is_crowd
    group by candidate.prediction_id, candidate.iou

),

interval_of as (

    select
        closest.prediction_id,
        closest.label_id,
        closest.iou,
        coalesce(
            max(closest.iou) over (
                partition by closest.label_id
                order by scored.confidence desc, closest.iou desc, closest.prediction_id asc
                rows between unbounded preceding and 1 preceding
            ),
            -1
        ) as duplicate_iou
    from closest
    inner join scored using (prediction_id)

)

select
    scored.prediction_id,
    interval_of.label_id,
    coalesce(interval_of.iou, 0) as iou,
    coalesce(interval_of.duplicate_iou, -1) as duplicate_iou,
    highest.crowd_overlap
from scored
left join highest using (prediction_id)
left join interval_of using (prediction_id);
