-- macro:  _interval_stored
-- grain:  one row per (matching_id, prediction_id)
-- reads:  _left_out_label, _left_out_prediction, evaluated
-- null:   label_id where no label overlaps; crowd_overlap where no crowd does

create or replace macro _interval_stored(
    label_filter := 'true', prediction_filter := 'true'
) as table
select
    matching_id,
    prediction_set_id,
    class_id,
    item_id,
    evaluated.prediction_id,
    class_rank,
    confidence,
    evaluated.label_id,
    iou,
    duplicate_iou,
    crowd_overlap,
    is_difficult,
    true as is_same_class,
    left_out_label.label_id is null as is_label_kept,
    left_out_prediction.prediction_id is null as is_prediction_kept,
    grid_true_count,
    event_id,
    area_bits,
    label_area_bits
from evaluated
left join _left_out_label(label_filter := label_filter) as left_out_label
    on evaluated.label_id = left_out_label.label_id
left join _left_out_prediction(prediction_filter := prediction_filter) as left_out_prediction
    on evaluated.prediction_id = left_out_prediction.prediction_id;

comment on macro table _interval_stored is  -- noqa: PRS
'The stored intervals of closest, with what the filters keep.';
