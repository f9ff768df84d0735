-- macro:  calibration
-- grain:  one row per (prediction_set, slice, class_name, bin)
-- reads:  _calibration_bin, _checked, _slice_list, class, wilson_high, wilson_low
-- units:  confidences, precision and gap are fractions; precision_low and precision_high are the 95 %
--         Wilson interval of precision; *_count are predictions
-- null:   class_name of the rows of all classes together
-- absent: bins without predictions; ignored predictions; those whose confidence is below 0 or above 1,
--         which calibration_summary counts
-- follows: a bin holds confidence_low <= confidence < confidence_high, the last one its upper end too.
--         binning equal_width: so many bins of equal width from 0 to 1; quantile: so many of equally
--         many predictions of the slice (and class), where ties allow it. precision is the share of
--         predictions that are true positives, gap is mean_confidence - precision: above 0 is
--         over-confident
-- errors: bins that are no whole number from 1 to 1000; an unknown binning

create or replace macro calibration(
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
    outside := 'ignore',
    bins := 10,
    binning := 'equal_width',
    per_class := false
) as table
select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    class.class_name,
    each.bin_number as bin,
    each.confidence_low,
    each.confidence_high,
    each.prediction_count,
    each.true_positive_count,
    each.confidence_sum / 4503599627370496 / each.prediction_count as mean_confidence,
    each.true_positive_count / each.prediction_count as precision,
    wilson_low(each.true_positive_count, each.prediction_count) as precision_low,
    wilson_high(each.true_positive_count, each.prediction_count) as precision_high,
    (each.confidence_sum - each.true_positive_count::hugeint * 4503599627370496)
    / 4503599627370496 / each.prediction_count as gap
from _calibration_bin(
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
    outside := outside,
    bins := bins,
    bin_kinds := [binning],
    per_class := per_class
) as each
inner join _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope,
    protocol := protocol
) as slice_list using (prediction_set_id, slice_number)
left join class on each.class_id = class.class_id
where _checked(compare_as, item_scope, interpolation) and each.bin_number > 0
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    class.class_name nulls first,
    each.bin_number;

comment on macro table calibration is  -- noqa: PRS
'How often predictions of a confidence are right: reliability bins, with what confidence promised.';
