-- macro:  _label_pair
-- grain:  one row per (old_label_id, new_label_id) that are the same object
-- reads:  _box_overlap, _left_out_class, _member, _version_pair, item, label
-- null:   one of the two labels, where the other has no counterpart; iou and matched_by then
-- absent: items that only one of the two versions has
-- follows: labels of one item_key with the same label_key, where both versions have keys of their
--         own and the key is there once; the rest one to one by IoU from 0.1 up: first pairs of one
--         class from 0.5 up, then the others, each time the highest IoU first
-- note:   a label_key that is the place in the file is no key: it shifts when a row comes in between

create or replace macro _label_pair(
    from_dataset := null,
    to_dataset := null,
    item_filter := 'true',
    classes := null::varchar[]
) as table
with

versions as (

    from _version_pair(from_dataset := from_dataset, to_dataset := to_dataset)

),

keyed as (

    select
        item.dataset_id,
        bool_or(label.label_key <> label.source_row::varchar) as is_keyed
    from label
    inner join item using (item_id)
    group by item.dataset_id

),

item_pair as (

    select
        versions.old_dataset,
        versions.new_dataset,
        older.item_id as old_item_id,
        newer.item_id as new_item_id,
        coalesce(old_keyed.is_keyed and new_keyed.is_keyed, false) as is_keyed
    from versions
    inner join item as newer on versions.new_dataset_id = newer.dataset_id
    inner join item as older
        on versions.old_dataset_id = older.dataset_id and newer.item_key = older.item_key
    semi join _member(item_filter := item_filter) as member
        on newer.item_id = member.item_id
    left join keyed as old_keyed on versions.old_dataset_id = old_keyed.dataset_id
    left join keyed as new_keyed on versions.new_dataset_id = new_keyed.dataset_id

),

older as (

    select
        item_pair.*,
        label.*,
        count(*) over (
            partition by item_pair.new_dataset, item_pair.old_item_id, label.label_key
        ) as same_key_count
    from item_pair
    inner join label on item_pair.old_item_id = label.item_id
    anti join _left_out_class(classes := classes) as other using (class_id)

),

newer as (

    select
        item_pair.*,
        label.*,
        count(*) over (
            partition by item_pair.old_dataset, item_pair.new_item_id, label.label_key
        ) as same_key_count
    from item_pair
    inner join label on item_pair.new_item_id = label.item_id
    anti join _left_out_class(classes := classes) as other using (class_id)

),

by_key as (

    select
        older.old_dataset,
        older.new_dataset,
        older.old_item_id,
        older.new_item_id,
        older.label_id as old_label_id,
        newer.label_id as new_label_id,
        _box_overlap(older, newer) as iou
    from older
    inner join newer
        on
            older.old_item_id = newer.old_item_id
            and older.new_item_id = newer.new_item_id
            and older.label_key = newer.label_key
    where older.is_keyed and older.same_key_count = 1 and newer.same_key_count = 1

),

old_rest as (

    from older
    anti join by_key
        on older.new_dataset = by_key.new_dataset and older.label_id = by_key.old_label_id

),

new_rest as (

    from newer
    anti join by_key
        on newer.old_dataset = by_key.old_dataset and newer.label_id = by_key.new_label_id

),

candidate as (

    select
        old_rest.old_dataset,
        old_rest.new_dataset,
        old_rest.old_item_id,
        old_rest.new_item_id,
        old_rest.label_id as old_label_id,
        new_rest.label_id as new_label_id,
        old_rest.class_id = new_rest.class_id as is_same_class,
        _box_overlap(old_rest, new_rest) as iou
    from old_rest
    inner join new_rest
        on
            old_rest.old_item_id = new_rest.old_item_id
            and old_rest.new_item_id = new_rest.new_item_id
            and old_rest.x_px < new_rest.x_px + new_rest.w_px
            and new_rest.x_px < old_rest.x_px + old_rest.w_px
            and old_rest.y_px < new_rest.y_px + new_rest.h_px
            and new_rest.y_px < old_rest.y_px + old_rest.h_px

),

listed as (

    -- the best first: each takes its two labels away from those that follow
    select
        old_dataset,
        new_dataset,
        old_item_id,
        new_item_id,
        list(
            [{'old_label_id': old_label_id, 'new_label_id': new_label_id, 'iou': iou}]
            order by
                (is_same_class and iou >= 0.5) desc,
                iou desc,
                is_same_class desc,
                old_label_id asc,
                new_label_id asc
        ) as candidates
    from candidate
    where iou >= 0.1
    group by old_dataset, new_dataset, old_item_id, new_item_id

),

taken as (

    select
        old_dataset,
        new_dataset,
        old_item_id,
        new_item_id,
        unnest(
            list_reduce(  -- noqa: LT01
                candidates,  -- noqa: PRS
                lambda kept, next: case  -- noqa: PRS
                    when len(list_filter(
                        kept,
                        lambda one: one.old_label_id = next[1].old_label_id
                        or one.new_label_id = next[1].new_label_id
                    )) = 0 then list_concat(kept, next)
                    else kept
                end
            )
        ) as pair_of
    from listed

),

paired as (

    select
        *,
        'key' as matched_by
    from by_key
    union all
    select
        old_dataset,
        new_dataset,
        old_item_id,
        new_item_id,
        pair_of.old_label_id,
        pair_of.new_label_id,
        pair_of.iou,
        'iou' as matched_by
    from taken

)

select *
from paired
union all
select
    older.old_dataset,
    older.new_dataset,
    older.old_item_id,
    older.new_item_id,
    older.label_id as old_label_id,
    null::bigint as new_label_id,
    null::double as iou,
    null as matched_by
from older
anti join paired
    on older.new_dataset = paired.new_dataset and older.label_id = paired.old_label_id
union all
select
    newer.old_dataset,
    newer.new_dataset,
    newer.old_item_id,
    newer.new_item_id,
    null::bigint as old_label_id,
    newer.label_id as new_label_id,
    null::double as iou,
    null as matched_by
from newer
anti join paired
    on newer.old_dataset = paired.old_dataset and newer.label_id = paired.new_label_id;

comment on macro table _label_pair is  -- noqa: PRS
'Which label of one version of a data set is which label of the next.';
