-- macro:  _interval_plain
-- grain:  one row per (prediction_id)
-- reads:  _compared, evaluated
-- null:   label_id where no label overlaps; crowd_overlap where no crowd does
-- note:   without filters there is nothing to join, which is the common case

create or replace macro _interval_plain(compare_as := null) as table
select
    prediction_set_id,
    class_id,
    item_id,
    prediction_id,
    class_rank,
    confidence,
    label_id,
    iou,
    duplicate_iou,
    crowd_overlap,
    is_difficult,
    true as is_same_class,
    true as is_label_kept,
    true as is_prediction_kept,
    grid_true_count,
    event_id,
    area_bits,
    label_area_bits
from evaluated
semi join _compared(compare_as := compare_as) as compared using (matching_id);

comment on macro table _interval_plain is  -- noqa: PRS
'The stored intervals of closest.';
