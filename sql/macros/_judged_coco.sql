-- macro:  _judged_coco
-- grain:  one row per (prediction_id) of confidence min_confidence or more
-- reads:  _coco_grid_count, _coco_is_stored, _coco_matched, _coco_rematched,
--         _coco_threshold_number, _compared, _is_everything, _left_out_label, _left_out_prediction,
--         _quoted, evaluated, label
-- null:   label_id where nothing is matched; ignore_reason where the prediction counts
-- follows: pycocotools: a prediction matched to an ignored label is ignored, one that is not matched
--         and itself excluded too, and only the best (_coco_max_rank) of an item and class are looked at
-- errors: an unknown class_scope or outside; any_class, which COCO does not know

create or replace macro _judged_coco(
    iou_threshold := 0.5,
    min_confidence := null,
    compare_as := null,
    label_filter := 'true',
    prediction_filter := 'true',
    class_scope := 'same_class',
    outside := 'ignore'
) as table
with

matched as (

    select *
    from query(
        case
            when class_scope <> 'same_class'
                then error('class_scope: protocol coco knows same_class only, not ' || class_scope)
            when outside not in ('ignore', 'drop', 'static')
                then error('outside: expected ignore, drop or static, not ' || outside)
            when
                _coco_threshold_number(iou_threshold) is not null
                and _coco_is_stored(label_filter, prediction_filter, outside)
                then 'from _coco_matched(threshold_number := '
                    || _coco_threshold_number(iou_threshold)
                    || ', compare_as := ' || _quoted(compare_as) || ')'
            else 'select prediction_id, label_id, iou, is_ignored from _coco_rematched('
                || 'iou_threshold := ''' || iou_threshold::double || '''::double'
                || ', compare_as := ' || _quoted(compare_as)
                || case
                    when outside = 'static' then ''
                    else ', label_filter := ' || _quoted(label_filter)
                        || ', prediction_filter := ' || _quoted(prediction_filter)
                end
                || ', outside := ' || _quoted(outside) || ') where cell = 40'
        end
    )

),

grid as (

    from _coco_grid_count(
        is_stored := _coco_is_stored(label_filter, prediction_filter, outside),
        compare_as := compare_as,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        outside := outside
    )

),

known_prediction as (

    select
        evaluated.*,
        compared.max_rank,
        left_out.prediction_id is null as is_kept
    from evaluated
    inner join _compared(compare_as := compare_as) as compared using (matching_id)
    left join _left_out_prediction(prediction_filter := prediction_filter) as left_out
        on evaluated.prediction_id = left_out.prediction_id

),

ranked as (

    select
        *,
        case
            when outside = 'drop' and not _is_everything(prediction_filter)
                then row_number() over (
                    partition by matching_id, item_id, class_id order by coco_item_rank asc
                )
            else coco_item_rank
        end as item_rank
    from known_prediction
    where outside <> 'drop' or is_kept

),

joined as (

    select
        ranked.matching_id,
        ranked.prediction_set_id,
        ranked.class_id,
        ranked.item_id,
        ranked.prediction_id,
        ranked.coco_class_rank,
        ranked.confidence,
        ranked.item_rank,
        ranked.max_rank,
        ranked.is_kept as is_prediction_kept,
        matched.label_id,
        matched.iou,
        matched.label_id is not null and not matched.is_ignored as is_matched,
        matched.label_id is not null and matched.is_ignored as is_in_ignored,
        coalesce(crowd.label_id is not null, false) as is_crowd,
        left_out_label.label_id is null as is_label_kept,
        coalesce(grid.grid_true_count, 0) as grid_true_count
    from ranked
    left join matched using (prediction_id)
    left join (
        select label.label_id
        from label
        where label.is_crowd
    ) as crowd
        on matched.label_id = crowd.label_id
    left join grid using (prediction_id)
    left join _left_out_label(label_filter := label_filter) as left_out_label
        on matched.label_id = left_out_label.label_id
    where ranked.confidence >= min_confidence::double

),

eligible as (

    select
        *,
        outside <> 'static' or (is_prediction_kept and is_label_kept) as is_eligible
    from joined

)

select
    matching_id,
    prediction_set_id,
    class_id,
    item_id,
    prediction_id,
    coco_class_rank as class_rank,
    confidence,
    label_id,
    coalesce(iou, 0) as iou,
    is_matched as is_reached,
    is_matched and is_eligible as is_true_positive,
    case
        when item_rank > max_rank then 'excluded'
        when is_in_ignored and is_crowd then 'crowd'
        when is_in_ignored then 'excluded'
        when outside = 'ignore' and not is_matched and not is_prediction_kept then 'excluded'
        when
            outside = 'static'
            and (not is_prediction_kept or (is_matched and not is_label_kept))
            then 'excluded'
    end as ignore_reason,
    case when is_eligible then grid_true_count else 0 end as grid_true_count
from eligible;

comment on macro table _judged_coco is  -- noqa: PRS
'Each prediction at one IoU threshold under protocol coco: true positive, ignored, or neither.';
