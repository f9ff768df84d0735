-- macro:  _area_object
-- grain:  scalar
-- reads:  nothing
-- null:   counts and geometry where the object is compared as a box, or has none
-- errors: a mask that is to be compared in the plane

create or replace macro _area_object(
    object_id, class_id, is_crowd, mask, geometry, box, as_boxes, iou_mode
) as (
    struct_pack(
        object_id := object_id,
        class_id := class_id,
        is_crowd := is_crowd,
        counts := case
            when mask is null or as_boxes then null
            when iou_mode <> 'vector' then mask.counts
            else error(
                'a mask consists of pixels and has no outline to compare in the plane; '
                || 'match with --iou-mode raster'
            )
        end,
        geometry := case when not as_boxes then geometry end,
        box := box::double[4]
    )
);

comment on macro _area_object is  -- noqa: PRS
'A label or prediction as area_pairs takes it: its mask, else its outline, else its box.';
