-- query:  sent_labels
-- grain:  one row per (label_id): a label on an item of a collection, of one data set
-- reads:  class, collected, item, label
-- params: name, dataset_id

select
    label.label_id,
    item.item_id,
    item.item_key,
    class.class_id,
    class.class_name,
    label.label_key,
    label.x_px,
    label.y_px,
    label.w_px,
    label.h_px,
    label.area_px2,
    label.is_crowd,
    label.is_difficult
from label
inner join item using (item_id)
inner join class using (class_id)
semi join (
    select collected.item_id
    from collected
    where collected.collection = $name
) as chosen using (item_id)
where item.dataset_id = $dataset_id
order by item.item_order, item.item_id, label.source_row, label.label_id;
