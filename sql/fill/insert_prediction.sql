-- fill:   prediction
-- reads:  _comparable_bits, sorted_prediction, item, class
-- params: prediction_set_id, shape
-- note:   prediction_id follows the place in the sorted table; a running row_number would be the
--         work of one thread. rowid does not begin at 0 in a table that was made in the same
--         transaction. The empty half of the union is there for what files of boxes without
--         keys do not stage: prediction_key, and whatever describes another shape

insert into prediction by name
select
    (select coalesce(max(prediction.prediction_id), 0) as last_id from prediction)
    + scored.sorted_place
    - (select min(sorted_prediction.rowid) as first_row from sorted_prediction) + 1
        as prediction_id,
    $prediction_set_id as prediction_set_id,
    scored.* exclude (
        place, item_order, sorted_place, shape, area_px2, aspect_ratio
    ),
    scored.place as source_row,
    coalesce(scored.shape, $shape) as shape,
    coalesce(scored.area_px2, scored.w_px * scored.h_px) as area_px2,
    _comparable_bits(
        coalesce(scored.shape, $shape),
        scored.geometry is not null or scored.mask is not null,
        scored.keypoints is not null
    ) as comparable_bits,
    coalesce(
        scored.aspect_ratio,
        case when scored.h_px > 0 then scored.w_px / scored.h_px end
    ) as aspect_ratio,
    coalesce(scored.area_px2, scored.w_px * scored.h_px) / image.area_px2 as relative_area,
    greatest(
        (scored.x_px + scored.w_px) / image.width_px,
        (scored.y_px + scored.h_px) / image.height_px,
        1 - scored.x_px / image.width_px,
        1 - scored.y_px / image.height_px
    ) as border_proximity,
    (
        case
            when scored.prediction_key is null
                then hash(
                    'duckeval prediction',
                    image.item_hash,
                    predicted_class.class_hash,
                    scored.confidence,
                    scored.x_px,
                    scored.y_px,
                    scored.w_px,
                    scored.h_px
                )
            else hash('duckeval prediction', image.item_hash, scored.prediction_key)
        end >> 11
    )::double / 9007199254740992 as random
from (
    select
        sorted_prediction.*,
        sorted_prediction.rowid as sorted_place
    from sorted_prediction
    union all by name
    select
        null::varchar as prediction_key,
        null::varchar as shape,
        null::double as area_px2,
        null::double as aspect_ratio,
        null::blob as geometry,
        null::struct(size integer[], counts varchar) as mask,
        null::double[] as keypoints
    where false
) as scored
inner join (
    select
        item_id,
        hash(item_key) as item_hash,
        nullif(width_px, 0)::double as width_px,
        nullif(height_px, 0)::double as height_px,
        nullif(width_px::double * height_px, 0) as area_px2
    from item
) as image on scored.item_id = image.item_id
inner join (
    select
        class_id,
        hash(class_name) as class_hash
    from class
) as predicted_class on scored.class_id = predicted_class.class_id;

drop table sorted_prediction;
