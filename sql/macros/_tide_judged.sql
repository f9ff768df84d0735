-- macro:  _tide_judged
-- grain:  one row per (prediction_id) that takes part
-- reads:  _checked_background, _compared, _left_out_label, _overlap, _tide_matched, _tide_present,
--         class, label
-- null:   error_type of a true positive and of what a filter excludes; the label columns where no
--         label is meant; taken_by_id where the label is free
-- follows: TIDE. Of a prediction that takes no label, the first that holds: Loc, its best label of its
--         class has an IoU from the background threshold to the IoU threshold; Cls, a label of
--         another class reaches the IoU threshold; Dupe, a label of its class does (another took
--         it); Bkg, no label lies above the background threshold; Both, the rest. Those that
--         lie in a crowd (share > threshold) are typed too, though they do not count
-- note:   would_find: the label is free, and this is the most confident Loc or Cls error of it

create or replace macro _tide_judged(
    predictions := null,
    compare_as := null,
    iou_threshold := 0.5,
    min_confidence := null,
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    outside := 'ignore',
    background_threshold := 0.1,
    max_detections := null
) as table
with

matched as materialized (

    from _tide_matched(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        outside := outside,
        max_detections := max_detections
    )

),

other_class as (

    -- the best label of another class, for whoever it can matter
    select
        prediction_id,
        label_id,
        iou
    from _overlap(
        label_filter := label_filter,
        classes := classes,
        outside := outside
    )
    semi join _compared(compare_as := compare_as) as compared using (matching_id)
    where not is_same_class and iou > background_threshold::double
    qualify row_number() over (
        partition by prediction_id order by iou desc, label_class_name asc, label_id asc
    ) = 1

),

typed as (

    select
        present.prediction_set_id,
        present.item_id,
        present.class_id,
        present.prediction_id,
        present.class_rank,
        present.confidence,
        present.is_prediction_kept,
        matched.label_id is not null as is_matched,
        matched.label_id is null
        and coalesce(present.crowd_overlap > iou_threshold::double, false) as is_in_crowd,
        case
            when matched.label_id is not null then null
            when
                present.label_id is not null
                and present.iou
                between background_threshold::double and iou_threshold::double
                then 'Loc'
            when other_class.iou >= iou_threshold::double then 'Cls'
            when present.iou >= iou_threshold::double then 'Dupe'
            when other_class.iou is null then 'Bkg'
            else 'Both'
        end as error_type,
        case
            when matched.label_id is not null then matched.label_id
            when
                present.label_id is not null
                and present.iou
                between background_threshold::double and iou_threshold::double
                then present.label_id
            when other_class.iou >= iou_threshold::double then other_class.label_id
            when present.iou >= iou_threshold::double then present.label_id
        end as label_id,
        case
            when matched.label_id is not null then matched.iou
            when
                present.label_id is not null
                and present.iou
                between background_threshold::double and iou_threshold::double
                then present.iou
            when other_class.iou >= iou_threshold::double then other_class.iou
            when present.iou >= iou_threshold::double then present.iou
        end as iou
    from _tide_present(
        predictions := predictions,
        compare_as := compare_as,
        min_confidence := min_confidence,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        outside := outside,
        -- in the text of a query, so that it is checked even where there is no row
        max_detections := case
            when _checked_background(background_threshold, iou_threshold) then max_detections
        end
    ) as present
    left join matched using (prediction_id)
    left join other_class using (prediction_id)

),

weighed as (

    select
        typed.*,
        label.class_id as label_class_id,
        taker.prediction_id as taken_by_id,
        left_out.label_id is null as is_label_kept,
        case
            when typed.is_matched
                then
                    left_out.label_id is not null
                    or (outside = 'static' and not typed.is_prediction_kept)
            else
                not typed.is_prediction_kept
                or (
                    outside = 'ignore'
                    and typed.error_type = 'Dupe'
                    and left_out.label_id is not null
                )
        end as is_excluded
    from typed
    left join label on typed.label_id = label.label_id
    left join _left_out_label(label_filter := label_filter) as left_out
        on typed.label_id = left_out.label_id
    left join matched as taker
        on
            typed.prediction_set_id = taker.prediction_set_id
            and typed.label_id = taker.label_id

),

finder as (

    select weighed.prediction_id
    from weighed
    inner join class on weighed.class_id = class.class_id
    where
        weighed.error_type in ('Loc', 'Cls')
        and weighed.taken_by_id is null
        and weighed.is_label_kept
        and not weighed.is_excluded
    qualify row_number() over (
        partition by weighed.prediction_set_id, weighed.label_id
        order by weighed.confidence desc, class.class_name asc, weighed.prediction_id asc
    ) = 1

)

select
    weighed.prediction_set_id,
    weighed.item_id,
    weighed.class_id,
    weighed.prediction_id,
    weighed.class_rank,
    weighed.confidence,
    weighed.is_matched and not weighed.is_excluded as is_true_positive,
    case
        when weighed.is_excluded then 'excluded'
        when weighed.is_in_crowd then 'crowd'
    end as ignore_reason,
    case when not weighed.is_excluded then weighed.error_type end as error_type,
    weighed.label_id,
    weighed.label_class_id,
    weighed.iou,
    weighed.taken_by_id,
    finder.prediction_id is not null as would_find
from weighed
left join finder using (prediction_id);

comment on macro table _tide_judged is  -- noqa: PRS
'Each prediction under the matching of TIDE: right, or in which way wrong, and about which label.';
