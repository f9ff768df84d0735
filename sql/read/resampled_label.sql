-- query:  resampled_label
-- grain:  one row per (item_id, class_id) with labels that count
-- reads:  _counting_label
-- params: label_filter, classes, protocol

select
    item_id,
    class_id,
    case $protocol when 'coco' then low_counts & 4294967295 else label_count end as label_count
from _counting_label(
        label_filter := $label_filter, classes := $classes::varchar[], protocol := $protocol
    )
order by class_id, item_id;
