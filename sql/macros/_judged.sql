-- macro:  _judged
-- grain:  one row per (prediction_set_id, prediction_id)
-- reads:  _chosen_set, _filter_arguments, _is_answer, _judged_closest, _judged_coco,
--         _left_out_class, _quoted, _quoted_list, _threshold_arguments
-- errors: an unknown protocol

create or replace macro _judged(
    predictions := null,
    compare_as := null,
    iou_threshold := 0.5,
    min_confidence := null,
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    protocol := 'closest',
    class_scope := 'same_class',
    outside := 'ignore'
) as table
with

chosen as (

    from _chosen_set(predictions := predictions, compare_as := compare_as, protocol := protocol)

),

judged as (

    select *
    from query(
        case
            when protocol not in ('closest', 'coco', 'voc')
                then error('protocol: expected closest, coco or voc, not ' || protocol)
            when not coalesce(iou_threshold::double between 0 and 1, false)
                then error('iou_threshold: expected a number from 0 to 1, not ' || coalesce(
                    iou_threshold::varchar, 'null'
                ))
            when class_scope = 'any_class' and iou_threshold < 0.1
                then error(
                    'iou_threshold: class_scope any_class needs 0.1 or more; overlaps of different '
                    || 'classes below that are not kept'
                )
            when protocol = 'coco'
                then 'from _judged_coco('
                    || _threshold_arguments(iou_threshold, min_confidence)
                    || ', compare_as := ' || _quoted(compare_as)
                    || _filter_arguments(label_filter, prediction_filter, class_scope, outside)
                    || ')'
            else 'from _judged_closest('
                || _threshold_arguments(iou_threshold, min_confidence)
                    || ', compare_as := ' || _quoted(compare_as)
                || _filter_arguments(label_filter, prediction_filter, class_scope, outside)
                || ', protocol := ' || _quoted(protocol)
                || ', classes := ' || _quoted_list(classes) || ')'
        end
    )

)

select judged.*
from judged
inner join chosen using (matching_id)
anti join _left_out_class(classes := classes) as other using (class_id)
where _is_answer(judged.confidence, min_confidence, chosen.is_strict);

comment on macro table _judged is  -- noqa: PRS
'Each prediction that is asked for, at one IoU threshold, under one protocol.';
