-- macro:  _coco_max_rank
-- grain:  scalar
-- reads:  nothing
-- null:   never
-- follows: maxDets of COCOeval in pycocotools: 20 for keypoints, 100 for everything else

create or replace macro _coco_max_rank(compared_as) as (
    case when compared_as = 'keypoints' then 20 else 100 end
);

comment on macro _coco_max_rank is  -- noqa: PRS
'How many predictions of an item and class COCO looks at, the best ones.';
