-- query:  resampled_prediction
-- grain:  one row per (prediction_id) that counts, or is a true positive at some threshold
-- reads:  _judged
-- params: predictions, iou_threshold, min_confidence, label_filter, prediction_filter, classes,
--         protocol, class_scope, outside
-- units:  iou_parts in 2^-52

select
    class_id,
    item_id,
    confidence,
    ignore_reason is null as is_counting,
    is_true_positive and ignore_reason is null as is_hit,
    case when is_true_positive then (iou * 4503599627370496)::bigint else 0 end as iou_parts,
    grid_true_count
from _judged(
        predictions := $predictions,
        iou_threshold := $iou_threshold,
        min_confidence := $min_confidence,
        label_filter := $label_filter,
        prediction_filter := $prediction_filter,
        classes := $classes::varchar[],
        protocol := $protocol,
        class_scope := $class_scope,
        outside := $outside
    )
where ignore_reason is null or grid_true_count > 0
order by class_id, class_rank;
