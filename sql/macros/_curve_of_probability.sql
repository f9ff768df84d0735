-- macro:  _curve_of_probability
-- grain:  one row per (prediction_set_id, slice_number, class_id, confidence_rank)
-- reads:  _probability_point
-- units:  confidence, precision, recall and interpolated_precision are fractions
-- absent: everything, unless is_wanted; probabilities below min_confidence

create or replace macro _curve_of_probability(
    is_wanted := true,
    predictions := null,
    compare_as := null,
    min_confidence := null,
    item_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[]
) as table
select
    prediction_set_id,
    slice_number,
    class_id,
    predicted as confidence_rank,
    threshold as confidence,
    found / predicted as precision,
    found / label_count as recall,
    max(found / predicted) over (
        partition by class_slice
        order by predicted desc
        rows between unbounded preceding and current row
    ) as interpolated_precision
from _probability_point(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    classes := classes
)
where is_wanted and threshold >= coalesce(min_confidence::double, '-infinity'::double);

comment on macro table _curve_of_probability is  -- noqa: PRS
'Precision and recall of a class at each probability, from all that a classifier gave.';
