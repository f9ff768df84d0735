-- macro:  class_performance
-- grain:  one row per (prediction_set, slice, class_name)
-- reads:  _checked, _class_measure, _slice_list, class
-- units:  precision, recall, f1, ap, ar and mean_iou are fractions in [0, 1]; *_count are objects
-- null:   precision without predictions, recall and ar without labels, mean_iou without true positives;
--         ap, ar and mean_iou of a classification (classification_class_performance has its own)
-- absent: classes outside the class set: observed (default), labelled (coco) or declared
-- follows: semantics of average precision: the protocol and the interpolation that are asked for

create or replace macro class_performance(
    predictions := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all',
    protocol := 'closest',
    class_scope := 'same_class',
    class_set := null,
    interpolation := '101',
    outside := 'ignore'
) as table
select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    class.class_name,
    measure.label_count,
    measure.prediction_count,
    measure.true_positive_count,
    measure.prediction_count - measure.true_positive_count as false_positive_count,
    measure.label_count - measure.true_positive_count as false_negative_count,
    measure.true_positive_count / nullif(measure.prediction_count, 0) as precision,
    measure.true_positive_count / nullif(measure.label_count, 0) as recall,
    2 * measure.true_positive_count / nullif(
        measure.prediction_count + measure.label_count, 0
    ) as f1,
    measure.average_precision as ap,
    measure.grid_true_count / nullif(10 * measure.label_count, 0) as ar,
    measure.iou_sum / 4503599627370496 / nullif(measure.true_positive_count, 0) as mean_iou
from _class_measure(
    predictions := predictions,
    compare_as := compare_as,
    iou_threshold := iou_threshold,
    min_confidence := min_confidence,
    item_filter := item_filter,
    label_filter := label_filter,
    prediction_filter := prediction_filter,
    slice_by := slice_by,
    slices := slices,
    classes := classes,
    item_scope := item_scope,
    protocol := protocol,
    class_scope := class_scope,
    class_set := class_set,
    interpolation := interpolation,
    outside := outside
) as measure
inner join _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope,
    protocol := protocol
) as slice_list using (prediction_set_id, slice_number)
inner join class using (class_id)
where _checked(compare_as, item_scope, interpolation)
order by slice_list.prediction_set_name, slice_list.slice nulls last, class.class_name;

comment on macro table class_performance is  -- noqa: PRS
'Counts, precision, recall, F1, average precision and recall of every class in every slice.';
