-- macro:  _counting_label
-- grain:  one row per (item_id, class_id, comparable_bits) with labels that count
-- reads:  _left_out_class, _left_out_label, _packed_high, _packed_low, area_bits, label
-- note:   a label counts unless it is a crowd, left out by label_filter or, under voc, difficult

create or replace macro _counting_label(
    label_filter := 'true', classes := null::varchar[], protocol := 'closest'
) as table
select
    label.item_id,
    label.class_id,
    label.comparable_bits,
    count(*) as label_count,
    sum(_packed_low(area_bits(label.area_px2)))::bigint as low_counts,
    sum(_packed_high(area_bits(label.area_px2)))::bigint as high_counts
from label
anti join _left_out_class(classes := classes) as other
    on label.class_id = other.class_id
anti join _left_out_label(label_filter := label_filter) as left_out
    on label.label_id = left_out.label_id
where not label.is_crowd and not (protocol = 'voc' and label.is_difficult)
group by label.item_id, label.class_id, label.comparable_bits;

comment on macro table _counting_label is  -- noqa: PRS
'How many labels that count each item has of each class, in all and by area range of COCO.';
