-- fill:   target_value, a temporary table: target_id, same_class_overlap, other_class_overlap
-- grain:  one row per prediction of the set
-- reads:  prediction
-- params: prediction_set_id

insert into target_value
with

object as (

    select
        prediction_id,
        item_id,
        class_id,
        x_px as near_x,
        y_px as near_y,
        x_px + w_px as far_x,
        y_px + h_px as far_y,
        w_px * h_px as area
    from prediction
    where prediction_set_id = $prediction_set_id

),

overlapping as (

    select
        object.prediction_id,
        object.class_id = other.class_id as is_same_class,
        object.area + other.area as both_areas,
        (least(object.far_x, other.far_x) - greatest(object.near_x, other.near_x))
        * (least(object.far_y, other.far_y) - greatest(object.near_y, other.near_y))
            as intersection
    from object
    inner join object as other
        on
            object.item_id = other.item_id
            and object.near_x < other.far_x
            and object.far_x > other.near_x
            and object.near_y < other.far_y
            and object.far_y > other.near_y
            and object.prediction_id <> other.prediction_id

),

largest as (

    select
        prediction_id,
        max(case when is_same_class then intersection / (both_areas - intersection) end)
            as same_class_overlap,
        max(case when not is_same_class then intersection / (both_areas - intersection) end)
            as other_class_overlap
    from overlapping
    where intersection > 0
    group by prediction_id

)

select
    object.prediction_id as target_id,
    coalesce(largest.same_class_overlap, 0) as same_class_overlap,
    coalesce(largest.other_class_overlap, 0) as other_class_overlap
from object
left join largest using (prediction_id);
