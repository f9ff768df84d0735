-- fill:   box_survey, a temporary table
-- grain:  one row: how many of the first boxes of a staged file look like another kind of box
-- reads:  staged_prediction, known_item, item

create or replace temp table box_survey as
select
    count(*) as boxes,
    count(item.width_px + item.height_px) as sized,
    coalesce(sum((
        staged.x_px + staged.w_px > item.width_px + 1
        or staged.y_px + staged.h_px > item.height_px + 1
    )::integer), 0) as beyond,
    coalesce(sum((
        staged.w_px >= staged.x_px
        and staged.h_px >= staged.y_px
        and item.width_px is not null
    )::integer), 0) as corners,
    coalesce(sum((
        greatest(staged.x_px + staged.w_px, staged.y_px + staged.h_px) <= 1.01
    )::integer), 0) as normalized
from staged_prediction as staged
inner join known_item on staged.item_key = known_item.join_key
inner join item on known_item.item_id = item.item_id
where staged.place < 20000;
