-- macro:  _compared
-- grain:  one row per (matching_id): at most one of each prediction set
-- reads:  _checked_shape, _coco_max_rank, matching
-- errors: what is no shape to compare as
-- params: compare_as, the shape to compare as; null for the own shape of each set

create or replace macro _compared(compare_as := null) as table
select
    matching_id,
    prediction_set_id,
    compared_as,
    _coco_max_rank(compared_as) as max_rank,
    is_matched_closest,
    is_matched_coco
from matching
where
    case
        when compare_as is null then is_own_shape
        when not _checked_shape(compare_as) then false
        else compared_as = compare_as
    end;

comment on macro table _compared is  -- noqa: PRS
'The matching of each prediction set that is asked for.';
