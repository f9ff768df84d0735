-- macro:  _overlap
-- grain:  one row per (matching_id, prediction_id, label_id) that overlap, what is ignored left out
-- reads:  _left_out_class, _left_out_label, class, label, pair
-- absent: labels of other classes than those asked for; under outside := 'drop' excluded labels

create or replace macro _overlap(
    label_filter := 'true',
    classes := null::varchar[],
    outside := 'ignore'
) as table
select
    pair.matching_id,
    pair.prediction_id,
    pair.label_id,
    pair.iou,
    pair.is_same_class,
    label.item_id,
    label.class_id as label_class_id,
    class.class_name as label_class_name,
    label.is_difficult
from pair
inner join label using (label_id)
inner join class using (class_id)
anti join _left_out_class(classes := classes) as other
    on label.class_id = other.class_id
left join _left_out_label(label_filter := label_filter) as left_out
    on label.label_id = left_out.label_id
where not pair.is_ignored and (outside <> 'drop' or left_out.label_id is null);

comment on macro table _overlap is  -- noqa: PRS
'The pairs of predictions and labels that can be matched or confused.';
