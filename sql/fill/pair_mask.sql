-- fill:   pair
-- reads:  prediction, label, item, _common_shape
-- params: matching_id, prediction_set_id, is_mixed, iou_mode, as_boxes, shape_bit
-- errors: an item of unknown size with something to draw on it
-- note:   one row an item goes to area_pairs, which draws what is no mask yet; pycocotools looks at
--         the boxes around two masks before it counts pixels. In a mixed set only polygons and masks
--         are compared here

insert into pair
with

predicted as (

    select
        item_id,
        list(
            struct_pack(
                object_id := prediction_id,
                class_id := class_id,
                is_crowd := false,
                counts := case
                    when mask is null or $as_boxes then null
                    when $iou_mode = 'raster' then mask.counts
                    else error(
                        'a mask consists of pixels and has no outline to compare in the plane; '
                        || 'match with --iou-mode raster'
                    )
                end,
                geometry := case when not $as_boxes then geometry end,
                box := [x_px, y_px, w_px, h_px]::double[4]
            )
            order by prediction_id
        ) as objects
    from prediction
    where
        prediction_set_id = $prediction_set_id
        and comparable_bits & $shape_bit > 0
        and (not $is_mixed or shape in ('polygon', 'mask'))
    group by item_id

),

labelled as (

    select
        item_id,
        list(
            struct_pack(
                object_id := label_id,
                class_id := class_id,
                is_crowd := is_crowd,
                counts := case
                    when mask is null or $as_boxes then null
                    when $iou_mode = 'raster' then mask.counts
                    else error(
                        'a mask consists of pixels and has no outline to compare in the plane; '
                        || 'match with --iou-mode raster'
                    )
                end,
                geometry := case when not $as_boxes then geometry end,
                box := [x_px, y_px, w_px, h_px]::double[4]
            )
            order by label_id
        ) as objects
    from label
    where comparable_bits & $shape_bit > 0 and (not $is_mixed or shape in ('polygon', 'mask'))
    group by item_id

),

overlapping as (

    select unnest(area_pairs(
        $iou_mode,
        case
            when $iou_mode = 'vector' then 0
            when item.height_px > 0 and item.width_px > 0 then item.height_px
            else error(
                'item ' || item.item_key || ' has no size, so nothing can be drawn on it; '
                || '''duckeval match --iou-mode vector'' compares in the plane'
            )
        end::integer,
        coalesce(item.width_px, 0)::integer,
        predicted.objects,
        labelled.objects
    )) as found
    from predicted
    inner join labelled using (item_id)
    inner join item using (item_id)

)

select
    $matching_id as matching_id,
    found.prediction_id,
    found.label_id,
    found.iou,
    found.is_same_class,
    label.is_crowd as is_ignored
from overlapping
inner join label on found.label_id = label.label_id
where found.is_same_class or found.iou >= 0.1;
