-- macro:  _cell_stored
-- grain:  one row per (prediction_id) among the hundred best of its item and class
-- reads:  _compared, evaluated

create or replace macro _cell_stored(compare_as := null) as table
select
    prediction_set_id,
    class_id,
    item_id,
    prediction_id,
    confidence,
    coco_class_rank as class_rank,
    coco_item_rank as item_rank,
    area_bits,
    coco_true_bits as true_bits,
    coco_ignored_bits as ignored_bits,
    coco_event_number as event_number
from evaluated
semi join _compared(compare_as := compare_as) as compared using (matching_id)
where coco_item_rank <= 100;

comment on macro table _cell_stored is  -- noqa: PRS
'The stored matches of coco in all 40 cells.';
