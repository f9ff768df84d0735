-- fill:   nothing: how many rows of sorted_prediction equal the one before them
-- reads:  sorted_prediction
-- note:   without an order a window streams over the table as it is stored

with

compared as (

    select
        class_id = lag(class_id) over ()
        and confidence = lag(confidence) over ()
        and item_id = lag(item_id) over ()
        and x_px = lag(x_px) over () as is_tied
    from sorted_prediction

)

select count(*) as tied_count
from compared
where is_tied;
