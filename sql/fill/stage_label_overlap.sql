-- fill:   staged_label_overlap, a temporary table
-- grain:  one row per label, new or there before, that overlaps another one on an item with new labels
-- reads:  sorted_label, label
-- null:   label_id of a new label, place of one that was there

create or replace temp table staged_label_overlap as
with

object as (

    -- new labels have no label_id yet; below 0 their numbers are free
    select
        -1 - sorted_label.place as object_number,
        sorted_label.item_id,
        sorted_label.class_id,
        sorted_label.x_px as near_x,
        sorted_label.y_px as near_y,
        sorted_label.x_px + sorted_label.w_px as far_x,
        sorted_label.y_px + sorted_label.h_px as far_y,
        sorted_label.w_px * sorted_label.h_px as area
    from sorted_label
    union all
    select
        label.label_id as object_number,
        label.item_id,
        label.class_id,
        label.x_px as near_x,
        label.y_px as near_y,
        label.x_px + label.w_px as far_x,
        label.y_px + label.h_px as far_y,
        label.w_px * label.h_px as area
    from label
    semi join sorted_label on label.item_id = sorted_label.item_id

),

overlapping as (

    select
        object.object_number,
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
            and object.object_number <> other.object_number

)

select
    case when object_number > 0 then object_number end as label_id,
    case when object_number < 0 then -1 - object_number end as place,
    coalesce(max(intersection / (both_areas - intersection)) filter (where is_same_class), 0)
        as same_class_overlap,
    coalesce(max(intersection / (both_areas - intersection)) filter (where not is_same_class), 0)
        as other_class_overlap
from overlapping
where intersection > 0
group by object_number;
