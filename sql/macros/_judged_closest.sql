-- macro:  _judged_closest
-- grain:  one row per (prediction_id) of confidence min_confidence or more
-- reads:  _grid_bits_above, _interval
-- null:   ignore_reason where the prediction counts
-- follows: closest: true positive if iou >= t and duplicate_iou < t; voc: iou > t and
--         duplicate_iou <= t, difficult labels are ignored

create or replace macro _judged_closest(
    iou_threshold := 0.5,
    min_confidence := null,
    compare_as := null,
    label_filter := 'true',
    prediction_filter := 'true',
    protocol := 'closest',
    class_scope := 'same_class',
    outside := 'ignore',
    classes := null::varchar[]
) as table
with

touched as (

    select
        matching_id,
        prediction_set_id,
        class_id,
        item_id,
        prediction_id,
        class_rank,
        confidence,
        label_id,
        iou,
        case protocol
            when 'voc' then case
                when is_same_class
                    then bit_count(_grid_bits_above(iou) & ~_grid_bits_above(duplicate_iou))
                else 0
            end
            else grid_true_count
        end as grid_true_count,
        is_label_kept,
        is_prediction_kept,
        protocol = 'voc' and is_difficult as is_difficult,
        label_id is not null and case protocol
            when 'voc' then iou > iou_threshold::double
            else iou >= iou_threshold::double
        end as is_reached,
        is_same_class and case protocol
            when 'voc' then duplicate_iou <= iou_threshold::double
            else duplicate_iou < iou_threshold::double
        end as is_first,
        crowd_overlap is not null and case protocol
            when 'voc' then crowd_overlap > iou_threshold::double
            else crowd_overlap >= iou_threshold::double
        end as is_in_crowd
    from _interval(
        compare_as := compare_as,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        class_scope := class_scope,
        outside := outside,
        classes := classes
    )
    where confidence >= min_confidence::double

),

reasoned as (

    select
        *,
        is_reached and is_first as is_matched,
        is_label_kept
        and not is_difficult
        and (outside <> 'static' or is_prediction_kept) as is_eligible,
        case
            when not (is_reached and is_first) and is_in_crowd then 'crowd'
            when is_reached and is_difficult then 'difficult'
            when
                outside = 'ignore' and case
                    when is_reached and is_first then not is_label_kept
                    else (is_reached and not is_label_kept) or not is_prediction_kept
                end
                then 'excluded'
            when
                outside = 'static' and (
                    not is_prediction_kept
                    or (is_reached and is_first and not is_label_kept)
                )
                then 'excluded'
        end as ignore_reason
    from touched

)

select
    matching_id,
    prediction_set_id,
    class_id,
    item_id,
    prediction_id,
    class_rank,
    confidence,
    label_id,
    iou,
    is_reached,
    is_matched and is_eligible as is_true_positive,
    ignore_reason,
    case when is_eligible then grid_true_count else 0 end as grid_true_count
from reasoned;

comment on macro table _judged_closest is  -- noqa: PRS
'Each prediction at one IoU threshold under protocol closest or voc: true positive, ignored, or neither.';
