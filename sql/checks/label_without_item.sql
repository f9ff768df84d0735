-- check:  label_without_item
-- means:  A label is on an item that does not exist.
-- reads:  label, item

select
    label.label_id,
    label.item_id
from label
anti join item using (item_id)
order by label.label_id;
