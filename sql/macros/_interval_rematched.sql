-- macro:  _interval_rematched
-- grain:  one row per (prediction_id)
-- reads:  _compared, _left_out_class, _left_out_label, _left_out_prediction, area_bits, grid_true_count,
--         class, evaluated, label, pair
-- null:   label_id where no label overlaps; crowd_overlap where no crowd does
-- follows: the rule of fill/match.sql, over the pairs that outside := 'drop' leaves and over the
--         labels of every class when class_scope is any_class

create or replace macro _interval_rematched(
    compare_as := null,
    label_filter := 'true',
    prediction_filter := 'true',
    class_scope := 'same_class',
    outside := 'drop',
    classes := null::varchar[]
) as table
with

known_label as (

    select
        label.label_id,
        label.class_id,
        class.class_name,
        label.is_difficult,
        area_bits(label.area_px2) as area_bits,
        left_out.label_id is null as is_kept
    from label
    inner join class on label.class_id = class.class_id
    left join _left_out_label(label_filter := label_filter) as left_out
        on label.label_id = left_out.label_id
    anti join _left_out_class(classes := classes) as other
        on label.class_id = other.class_id

),

known_prediction as (

    select
        evaluated.*,
        left_out.prediction_id is null as is_kept
    from evaluated
    semi join _compared(compare_as := compare_as) as compared using (matching_id)
    left join _left_out_prediction(prediction_filter := prediction_filter) as left_out
        on evaluated.prediction_id = left_out.prediction_id

),

candidate as (

    select
        pair.prediction_id,
        pair.label_id,
        pair.iou,
        pair.is_same_class,
        known_label.class_name,
        pair.is_ignored
    from pair
    semi join _compared(compare_as := compare_as) as compared using (matching_id)
    inner join known_label using (label_id)
    inner join known_prediction using (prediction_id)
    where
        (pair.is_same_class or class_scope = 'any_class')
        and (outside <> 'drop' or (known_label.is_kept and known_prediction.is_kept))

),

crowded as (

    select
        prediction_id,
        max(iou) as crowd_overlap
    from candidate
    where is_ignored and is_same_class
    group by prediction_id

),

closest as (

    select
        prediction_id,
        label_id,
        iou,
        is_same_class
    from candidate
    where not is_ignored
    qualify row_number() over (
        partition by prediction_id
        order by iou desc, is_same_class desc, class_name asc, label_id asc
    ) = 1

),

event as (

    select prediction_id
    from closest
    union
    select prediction_id
    from crowded

),

gap as (

    select
        scored.prediction_id,
        event.prediction_id as event_id
    from (select prediction_id from known_prediction) as scored
    asof inner join event on scored.prediction_id <= event.prediction_id

),

interval_of as (

    -- only predictions of the label's own class compete for it
    select
        closest.prediction_id,
        closest.label_id,
        closest.iou,
        closest.is_same_class,
        coalesce(
            max(closest.iou) over (
                partition by
                    closest.label_id,
                    closest.is_same_class,
                    known_prediction.prediction_set_id
                order by
                    known_prediction.confidence desc, closest.iou desc, closest.prediction_id asc
                rows between unbounded preceding and 1 preceding
            ),
            -1
        ) as duplicate_iou
    from closest
    inner join known_prediction using (prediction_id)

)

select
    known_prediction.matching_id,
    known_prediction.prediction_set_id,
    known_prediction.class_id,
    known_prediction.item_id,
    known_prediction.prediction_id,
    known_prediction.class_rank,
    known_prediction.confidence,
    interval_of.label_id,
    coalesce(interval_of.iou, 0) as iou,
    coalesce(interval_of.duplicate_iou, -1) as duplicate_iou,
    crowded.crowd_overlap,
    coalesce(known_label.is_difficult, false) as is_difficult,
    coalesce(interval_of.is_same_class, true) as is_same_class,
    coalesce(known_label.is_kept, true) as is_label_kept,
    known_prediction.is_kept as is_prediction_kept,
    case
        when interval_of.is_same_class
            then grid_true_count(interval_of.iou, interval_of.duplicate_iou)
        else 0
    end as grid_true_count,
    gap.event_id,
    known_prediction.area_bits,
    coalesce(known_label.area_bits, 0) as label_area_bits
from known_prediction
left join interval_of using (prediction_id)
left join crowded using (prediction_id)
left join gap on known_prediction.prediction_id = gap.prediction_id
left join known_label on interval_of.label_id = known_label.label_id
where outside <> 'drop' or known_prediction.is_kept;

comment on macro table _interval_rematched is  -- noqa: PRS
'The intervals of closest taken anew from the pairs that the filters or the class scope leave.';
