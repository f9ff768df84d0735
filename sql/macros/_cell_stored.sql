-- macro:  _cell_stored
-- grain:  one row per (prediction_id) among the best of its item and class
-- reads:  _compared, evaluated

create or replace macro _cell_stored(compare_as := null) as table
select
    evaluated.matching_id,
    evaluated.prediction_set_id,
    evaluated.class_id,
    evaluated.item_id,
    evaluated.prediction_id,
    evaluated.confidence,
    evaluated.coco_class_rank as class_rank,
    evaluated.coco_item_rank as item_rank,
    evaluated.area_bits,
    evaluated.coco_true_bits as true_bits,
    evaluated.coco_ignored_bits as ignored_bits,
    evaluated.coco_event_number as event_number
from evaluated
inner join _compared(compare_as := compare_as) as compared using (matching_id)
where evaluated.coco_item_rank <= compared.max_rank;

comment on macro table _cell_stored is  -- noqa: PRS
'The stored matches of coco in all 40 cells.';
