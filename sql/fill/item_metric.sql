-- fill:   item.aspect_ratio, object_count, object_density
-- reads:  label
-- params: dataset_id
-- note:   labels that overlap no other one add their areas. For the others the image is cut into
--         strips at their left and right edges: in a strip no box begins or ends, so what they
--         cover is the strip's width times the union of intervals, each adding what reaches
--         beyond the furthest end before it. Exact, and the order of every sum is fixed

update item
set
    aspect_ratio = measured.aspect_ratio,
    object_count = measured.object_count,
    object_density = measured.object_density
from (
    with

    image as (

        select
            item_id,
            width_px::double as width_px,
            height_px::double as height_px
        from item
        where dataset_id = $dataset_id

    ),

    counted as (

        select
            label.item_id,
            count(*) as object_count
        from label
        semi join image on label.item_id = image.item_id
        where label.shape <> 'tag'
        group by label.item_id

    ),

    visible as (

        select
            label.label_id,
            label.item_id,
            greatest(label.x_px, 0) as near_x,
            greatest(label.y_px, 0) as near_y,
            least(label.x_px + label.w_px, image.width_px) as far_x,
            least(label.y_px + label.h_px, image.height_px) as far_y,
            label.same_class_overlap > 0 or label.other_class_overlap > 0 as is_overlapping
        from label
        inner join image on label.item_id = image.item_id
        where image.width_px > 0 and image.height_px > 0

    ),

    box as (

        select *
        from visible
        where near_x < far_x and near_y < far_y

    ),

    edge as (

        select
            item_id,
            near_x as edge_x
        from box
        where is_overlapping
        union
        select
            item_id,
            far_x as edge_x
        from box
        where is_overlapping

    ),

    strip as (

        select
            item_id,
            edge_x as strip_near,
            lead(edge_x) over (partition by item_id order by edge_x asc) as strip_far
        from edge

    ),

    crossing as (

        select
            strip.item_id,
            strip.strip_near,
            strip.strip_far - strip.strip_near as strip_width,
            box.label_id,
            box.near_y,
            box.far_y,
            max(box.far_y) over (
                partition by strip.item_id, strip.strip_near
                order by box.near_y asc, box.label_id asc
                rows between unbounded preceding and 1 preceding
            ) as reached_y
        from strip
        inner join box
            on
                strip.item_id = box.item_id
                and strip.strip_near >= box.near_x
                and strip.strip_far <= box.far_x
        where box.is_overlapping

    ),

    part as (

        select
            item_id,
            near_x as part_x,
            label_id,
            (far_x - near_x) * (far_y - near_y) as area_px2
        from box
        where not is_overlapping
        union all
        select
            item_id,
            strip_near as part_x,
            label_id,
            strip_width * (far_y - greatest(near_y, coalesce(reached_y, near_y))) as area_px2
        from crossing
        where reached_y is null or far_y > reached_y

    ),

    covered as (

        select
            item_id,
            sum(area_px2 order by part_x asc, label_id asc) as area_px2
        from part
        group by item_id

    )

    select
        image.item_id,
        image.width_px / nullif(image.height_px, 0) as aspect_ratio,
        coalesce(counted.object_count, 0) as object_count,
        case
            when image.width_px > 0 and image.height_px > 0
                then coalesce(covered.area_px2, 0) / (image.width_px * image.height_px)
        end as object_density
    from image
    left join counted on image.item_id = counted.item_id
    left join covered on image.item_id = covered.item_id
) as measured
where
    item.item_id = measured.item_id
    and (
        item.aspect_ratio is distinct from measured.aspect_ratio
        or item.object_count is distinct from measured.object_count
        or item.object_density is distinct from measured.object_density
    );
