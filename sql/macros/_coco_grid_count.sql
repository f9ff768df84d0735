-- macro:  _coco_grid_count
-- grain:  one row per (prediction_id) that is a true positive at any threshold
-- reads:  _compared, _coco_rematched, _quoted, evaluated
-- params: is_stored, whether the stored matches answer

create or replace macro _coco_grid_count(
    is_stored := true,
    compare_as := null,
    label_filter := 'true',
    prediction_filter := 'true',
    outside := 'ignore'
) as table
select
    prediction_id,
    grid_true_count
from query(
    case
        when is_stored
            then 'select prediction_id, bit_count(coco_true_bits & 1023) as grid_true_count '
                || 'from evaluated semi join _compared(compare_as := ' || _quoted(compare_as)
                || ') as compared using (matching_id) where coco_true_bits & 1023 > 0'
        else 'select prediction_id, count(*) as grid_true_count from _coco_rematched('
            || 'first_cell := 0, last_cell := 9, compare_as := ' || _quoted(compare_as)
            || ', label_filter := ' || _quoted(label_filter)
            || ', prediction_filter := ' || _quoted(prediction_filter)
            || ', outside := ' || _quoted(outside)
            || ') where cell < 10 and not is_ignored group by prediction_id'
    end
);

comment on macro table _coco_grid_count is  -- noqa: PRS
'At how many of the thresholds .50:.05:.95 each prediction is a true positive under coco.';
