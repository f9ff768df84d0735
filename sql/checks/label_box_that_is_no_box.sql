-- check:  label_box_that_is_no_box
-- means:  A label has an edge that is not a number, or a negative size.
-- reads:  label

select
    label_id,
    x_px,
    y_px,
    w_px,
    h_px,
    area_px2
from label
where
    shape = 'box'
    and not coalesce(
        isfinite(x_px)
        and isfinite(y_px)
        and isfinite(w_px)
        and isfinite(h_px)
        and isfinite(area_px2)
        and w_px >= 0
        and h_px >= 0
        and area_px2 >= 0,
        false
    )
order by label_id;
