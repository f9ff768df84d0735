-- macro:  label_change
-- grain:  one row per (old_dataset, new_dataset, old_label_id, new_label_id)
-- reads:  _label_pair, class, item, label
-- units:  iou is a fraction
-- null:   the columns of the label that is not there, iou and matched_by, where one was added or
--         removed
-- absent: labels that stayed as they were; labels on items that only one of the versions has
-- follows: see _label_pair for which label is which. reclassified: the class differs; moved: else
--         IoU below 0.999999, so that rounding is no move

create or replace macro label_change(
    from_dataset := null,
    to_dataset := null,
    item_filter := 'true',
    classes := null::varchar[]
) as table
with

compared as (

    select
        pair.*,
        case
            when pair.old_label_id is null then 'added'
            when pair.new_label_id is null then 'removed'
            when older.class_id <> newer.class_id then 'reclassified'
            when pair.iou < 0.999999 then 'moved'
        end as change,
        older.label_key as old_label_key,
        older.class_id as old_class_id,
        newer.label_key as new_label_key,
        newer.class_id as new_class_id
    from _label_pair(
        from_dataset := from_dataset,
        to_dataset := to_dataset,
        item_filter := item_filter,
        classes := classes
    ) as pair
    left join label as older on pair.old_label_id = older.label_id
    left join label as newer on pair.new_label_id = newer.label_id

)

select
    compared.old_dataset,
    compared.new_dataset,
    compared.new_item_id as item_id,
    item.item_key,
    compared.change,
    compared.iou,
    compared.matched_by,
    compared.old_label_id,
    compared.old_label_key,
    old_class.class_name as old_class,
    compared.new_label_id,
    compared.new_label_key,
    new_class.class_name as new_class
from compared
inner join item on compared.new_item_id = item.item_id
left join class as old_class on compared.old_class_id = old_class.class_id
left join class as new_class on compared.new_class_id = new_class.class_id
where compared.change is not null
order by
    compared.old_dataset asc,
    compared.new_dataset asc,
    item.item_order asc,
    item.item_id asc,
    compared.change asc,
    compared.old_label_id asc nulls last,
    compared.new_label_id asc nulls last;

comment on macro table label_change is  -- noqa: PRS
'What the next version of a data set changed: labels added, removed, moved or reclassified.';
