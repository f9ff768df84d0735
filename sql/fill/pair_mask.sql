-- fill:   pair
-- reads:  prediction, label, item, _area_object
-- params: matching_id, prediction_set_id, is_mixed, iou_mode, as_boxes, shape_bit
-- errors: an item of unknown size with something to draw on it; a mask to compare in the plane
-- note:   one row an item goes to area_pairs, which sorts its objects by their ids (that is slow in
--         list()) and draws what is no mask yet; pycocotools looks at
--         the boxes around two masks before it counts pixels. iou_mode is raster, vector or boundary,
--         which draws too. In a mixed set only polygons and masks are compared here

insert into pair
with

predicted as (

    select
        item_id,
        list(
            _area_object(
                prediction_id,
                class_id,
                false,
                mask,
                geometry,
                [x_px, y_px, w_px, h_px],
                $as_boxes,
                $iou_mode
            )
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
            _area_object(
                label_id,
                class_id,
                is_crowd,
                mask,
                geometry,
                [x_px, y_px, w_px, h_px],
                $as_boxes,
                $iou_mode
            )
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
                'item ' || item.item_key || ' has no size, so nothing can be drawn on it'
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
