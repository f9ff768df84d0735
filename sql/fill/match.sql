-- fill:   match
-- reads:  prediction, pair
-- params: matching_id, prediction_set_id, shape_bit
-- follows: each prediction belongs to the label of its class with the highest IoU (ties: the
--         lowest label_id) and never falls back to another; crowds are never a closest label

insert into match
with

scored as (

    select
        prediction_id,
        confidence
    from prediction
    where prediction_set_id = $prediction_set_id and comparable_bits & $shape_bit > 0

),

candidate as (

    select
        prediction_id,
        label_id,
        iou,
        is_ignored
    from pair
    where is_same_class and matching_id = $matching_id

),

highest as (

    select
        prediction_id,
        max(iou) filter (where not is_ignored) as iou,
        max(iou) filter (where is_ignored) as crowd_overlap
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
    where not candidate.is_ignored
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
    $matching_id as matching_id,
    scored.prediction_id,
    interval_of.label_id,
    coalesce(interval_of.iou, 0) as iou,
    coalesce(interval_of.duplicate_iou, -1) as duplicate_iou,
    highest.crowd_overlap
from scored
left join highest using (prediction_id)
left join interval_of using (prediction_id);
