-- macro:  calibration_summary
-- grain:  one row per (prediction_set, slice, class_name); class_name null is all classes together
-- reads:  _calibration_bin, _checked, _slice_list, class
-- units:  every measure is a fraction; *_count are predictions
-- null:   class_name of the row for all classes; every measure without predictions
-- absent: slices and classes without predictions; ignored predictions
-- follows: with bins of n predictions, and gap = mean_confidence - precision of a bin: ece is the mean of
--         |gap| weighted by n, over bins of equal width; mce the largest |gap| of these; rms_error the
--         root of the mean of gap^2 weighted by n; ace as ece, over as many bins of equally many
--         predictions; brier the mean of (confidence - hit)^2, where hit is 1 for a true positive and 0
--         for a false one; over_confidence is mean_confidence - precision of them all
-- note:   left_out_count are predictions whose confidence is below 0 or above 1: no probability, so they
--         are in no other number
-- errors: bins that are no whole number from 1 to 1000

create or replace macro calibration_summary(
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
    per_class := false
) as table
with

binned as (

    -- |sum of confidences - true positives| is n |gap|: integers, in 2^-52
    select
        *,
        bin_kind = 'equal_width' as is_equal,
        abs(confidence_sum - true_positive_count::hugeint * 4503599627370496) as gap_sum
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
        bin_kinds := ['equal_width', 'quantile'],
        per_class := per_class
    )

),

summed as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        coalesce(sum(prediction_count) filter (where is_equal and bin_number > 0), 0)::bigint
            as prediction_count,
        coalesce(sum(true_positive_count) filter (where is_equal and bin_number > 0), 0)::bigint
            as true_positive_count,
        coalesce(sum(prediction_count) filter (where is_equal and bin_number = 0), 0)::bigint
            as left_out_count,
        sum(confidence_sum) filter (where is_equal) as confidence_sum,
        sum(square_sum) filter (where is_equal) as square_sum,
        sum(gap_sum) filter (where is_equal) as equal_gap_sum,
        sum(gap_sum) filter (where not is_equal) as quantile_gap_sum,
        max(gap_sum / prediction_count) filter (where is_equal) as largest_gap,
        sum(
            pow(gap_sum / 4503599627370496, 2) / prediction_count
            order by bin_number asc
        ) filter (where is_equal) as gap_square_sum
    from binned
    group by prediction_set_id, slice_number, class_id

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    class.class_name,
    summed.prediction_count,
    summed.true_positive_count,
    summed.left_out_count,
    summed.confidence_sum / 4503599627370496 / nullif(summed.prediction_count, 0)
        as mean_confidence,
    summed.true_positive_count / nullif(summed.prediction_count, 0) as precision,
    (summed.confidence_sum - summed.true_positive_count::hugeint * 4503599627370496)
    / 4503599627370496 / nullif(summed.prediction_count, 0) as over_confidence,
    summed.equal_gap_sum / 4503599627370496 / nullif(summed.prediction_count, 0) as ece,
    summed.largest_gap / 4503599627370496 as mce,
    summed.quantile_gap_sum / 4503599627370496 / nullif(summed.prediction_count, 0) as ace,
    sqrt(summed.gap_square_sum / nullif(summed.prediction_count, 0)) as rms_error,
    summed.square_sum / 4503599627370496 / nullif(summed.prediction_count, 0) as brier
from summed
inner join _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope,
    protocol := protocol
) as slice_list using (prediction_set_id, slice_number)
left join class on summed.class_id = class.class_id
where _checked(compare_as, item_scope, interpolation)
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    class.class_name nulls first;

comment on macro table calibration_summary is  -- noqa: PRS
'How far confidence is from the share of predictions that is right: ECE, MCE, adaptive ECE, Brier score.';
