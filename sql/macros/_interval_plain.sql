-- macro:  _interval_plain
-- grain:  one row per (matching_id, prediction_id)
-- reads:  evaluated
-- null:   label_id where no label overlaps; crowd_overlap where no crowd does
-- note:   without filters there is nothing to join, which is the common case

create or replace macro _interval_plain() as table
select
    matching_id,
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
from evaluated;

comment on macro table _interval_plain is  -- noqa: PRS
'The stored intervals of closest.';
