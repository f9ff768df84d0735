-- macro:  _coco_matched
-- grain:  one row per (prediction_id) matched at the threshold, area range all
-- reads:  _compared, match_coco
-- params: threshold_number, the place of the threshold in .50:.05:.95, from 0

create or replace macro _coco_matched(threshold_number := 0, compare_as := null) as table
select
    prediction_id,
    label_id,
    iou,
    (true_bits >> threshold_number) & 1 = 0 as is_ignored
from match_coco
semi join _compared(compare_as := compare_as) as compared using (matching_id)
where ((true_bits | ignored_bits) >> threshold_number) & 1 = 1;

comment on macro table _coco_matched is  -- noqa: PRS
'The stored matches of COCO at one of its ten thresholds.';
