-- check:  prediction_box_that_is_no_box
-- means:  A prediction has an edge that is not a number, or a negative size.
-- reads:  prediction

select
    prediction_id,
    x_px,
    y_px,
    w_px,
    h_px
from prediction
where
    shape = 'box'
    and not coalesce(
        isfinite(x_px)
        and isfinite(y_px)
        and isfinite(w_px)
        and isfinite(h_px)
        and w_px >= 0
        and h_px >= 0,
        false
    )
order by prediction_id;
