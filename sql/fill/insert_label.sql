-- fill:   label
-- reads:  _comparable_bits, sorted_label, staged_label_overlap, item, class
-- params: dataset_id, shape
-- note:   label_id follows the place in the sorted table (rowid does not begin at 0 in a table that
--         was made in the same transaction)

insert into label by name
select
    (select coalesce(max(label.label_id), 0) as last_id from label)
    + sorted_label.sorted_place
    - (select min(sorted_label.rowid) as first_row from sorted_label) + 1 as label_id,
    sorted_label.* exclude (place, is_keyed, shape, sorted_place, aspect_ratio),
    (
        select coalesce(max(label.source_row), -1) + 1 as next_row
        from label
        inner join item using (item_id)
        where item.dataset_id = $dataset_id
    ) + sorted_label.place as source_row,
    coalesce(sorted_label.shape, $shape) as shape,
    _comparable_bits(
        coalesce(sorted_label.shape, $shape),
        sorted_label.geometry is not null or sorted_label.mask is not null,
        sorted_label.visible_keypoints > 0
    ) as comparable_bits,
    coalesce(
        sorted_label.aspect_ratio,
        case when sorted_label.h_px > 0 then sorted_label.w_px / sorted_label.h_px end
    ) as aspect_ratio,
    sorted_label.area_px2 / image.area_px2 as relative_area,
    greatest(
        (sorted_label.x_px + sorted_label.w_px) / image.width_px,
        (sorted_label.y_px + sorted_label.h_px) / image.height_px,
        1 - sorted_label.x_px / image.width_px,
        1 - sorted_label.y_px / image.height_px
    ) as border_proximity,
    case
        when $shape <> 'tag' then coalesce(staged_label_overlap.same_class_overlap, 0)
    end as same_class_overlap,
    case
        when $shape <> 'tag' then coalesce(staged_label_overlap.other_class_overlap, 0)
    end as other_class_overlap,
    (
        case
            when sorted_label.is_keyed
                then hash('duckeval label', image.item_hash, sorted_label.label_key)
            else hash(
                'duckeval label',
                image.item_hash,
                labelled_class.class_hash,
                sorted_label.x_px,
                sorted_label.y_px,
                sorted_label.w_px,
                sorted_label.h_px
            )
        end >> 11
    )::double / 9007199254740992 as random
from (
    select
        sorted_label.*,
        sorted_label.rowid as sorted_place
    from sorted_label
    union all by name
    select
        null::varchar as shape,
        null::double as aspect_ratio,
        null::blob as geometry,
        null::struct(size integer[], counts varchar) as mask,
        null::integer as visible_keypoints
    where false
) as sorted_label
left join staged_label_overlap on sorted_label.place = staged_label_overlap.place
inner join (
    select
        item_id,
        hash(item_key) as item_hash,
        nullif(width_px, 0)::double as width_px,
        nullif(height_px, 0)::double as height_px,
        nullif(width_px::double * height_px, 0) as area_px2
    from item
) as image on sorted_label.item_id = image.item_id
inner join (
    select
        class_id,
        hash(class_name) as class_hash
    from class
) as labelled_class on sorted_label.class_id = labelled_class.class_id;

-- what was there before may overlap what is new
update label
set
    same_class_overlap = staged_label_overlap.same_class_overlap,
    other_class_overlap = staged_label_overlap.other_class_overlap
from staged_label_overlap
where
    label.label_id = staged_label_overlap.label_id
    and (
        label.same_class_overlap is distinct from staged_label_overlap.same_class_overlap
        or label.other_class_overlap is distinct from staged_label_overlap.other_class_overlap
    );

drop table sorted_label;

drop table staged_label_overlap;
