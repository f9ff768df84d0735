-- macro:  _box_overlap
-- grain:  scalar
-- reads:  nothing
-- units:  a fraction
-- null:   never, for boxes; 0 where they do not overlap
-- follows: intersection over union of two rows with x_px, y_px, w_px, h_px

create or replace macro _box_overlap(one, other) as (
    greatest(
        least(one.x_px + one.w_px, other.x_px + other.w_px) - greatest(one.x_px, other.x_px), 0
    )
    * greatest(
        least(one.y_px + one.h_px, other.y_px + other.h_px) - greatest(one.y_px, other.y_px), 0
    )
    / nullif(
        one.w_px * one.h_px + other.w_px * other.h_px
        - greatest(
            least(one.x_px + one.w_px, other.x_px + other.w_px) - greatest(one.x_px, other.x_px), 0
        )
        * greatest(
            least(one.y_px + one.h_px, other.y_px + other.h_px) - greatest(one.y_px, other.y_px), 0
        ),
        0
    )
);

comment on macro _box_overlap is  -- noqa: PRS
'IoU of two rows with the columns of a box.';
