-- macro:  _tide_present
-- grain:  one row per (prediction_id) that takes part
-- reads:  _chosen_set, _interval, _left_out_class, _quoted, _quoted_list, class
-- absent: predictions below min_confidence, of other classes, and beyond the max_detections most
--         confident of their item (ties by name of the class, then by rank)
-- errors: max_detections below 1

create or replace macro _tide_present(
    predictions := null,
    compare_as := null,
    min_confidence := null,
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    outside := 'ignore',
    max_detections := null
) as table
select
    prediction_set_id,
    class_id,
    item_id,
    prediction_id,
    class_rank,
    confidence,
    label_id,
    iou,
    crowd_overlap,
    is_prediction_kept
from query(
    case
        when max_detections < 1
            then error('max_detections: expected 1 or more, not ' || max_detections)
        else 'select present.* from _interval(compare_as := ' || _quoted(compare_as)
            || ', label_filter := ' || _quoted(label_filter)
            || ', prediction_filter := ' || _quoted(prediction_filter)
            || ', outside := ' || _quoted(outside)
            || ', classes := ' || _quoted_list(classes) || ') as present '
            || 'inner join class using (class_id) '
            || 'semi join _chosen_set(predictions := ' || _quoted(predictions)
            || ', compare_as := ' || _quoted(compare_as) || ') as chosen using (matching_id) '
            || 'anti join _left_out_class(classes := ' || _quoted_list(classes)
            || ') as other using (class_id) '
            || 'where confidence >= '''
            || coalesce(min_confidence::double, '-infinity'::double) || '''::double'
            || coalesce(
                ' qualify row_number() over (partition by prediction_set_id, item_id order by '
                || 'confidence desc, class_name asc, class_rank asc) <= ' || max_detections::bigint,
                ''
            )
    end
);

comment on macro table _tide_present is  -- noqa: PRS
'The predictions that the analysis of errors looks at, with their closest label.';
