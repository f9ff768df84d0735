-- macro:  _support_predicted
-- grain:  one row per (prediction_set_id, slice_number, class_id) with labels that count
-- reads:  _chosen_set, _counting_label, _member, class, prediction
-- note:   item_scope 'predicted': only items that have a prediction of the set

create or replace macro _support_predicted(
    predictions := null,
    compare_as := null,
    item_filter := 'true',
    label_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    protocol := 'closest'
) as table
with

predicted as (

    select distinct
        prediction.prediction_set_id,
        prediction.item_id,
        chosen.task_id,
        chosen.shape_bit
    from prediction
    inner join _chosen_set(
        predictions := predictions, compare_as := compare_as, protocol := protocol
    ) as chosen
        using (prediction_set_id)

)

select
    predicted.prediction_set_id,
    member.slice_number,
    counting.class_id,
    sum(counting.label_count)::bigint as label_count,
    sum(counting.low_counts)::bigint as low_counts,
    sum(counting.high_counts)::bigint as high_counts
from _counting_label(label_filter := label_filter, classes := classes, protocol := protocol)
    as counting
inner join _member(item_filter := item_filter, slice_by := slice_by, slices := slices) as member
    using (item_id)
inner join class on counting.class_id = class.class_id
inner join predicted
    on counting.item_id = predicted.item_id and class.task_id = predicted.task_id
where counting.comparable_bits & predicted.shape_bit > 0
group by predicted.prediction_set_id, member.slice_number, counting.class_id;

comment on macro table _support_predicted is  -- noqa: PRS
'How many labels that count each class has in each slice, in items with predictions of the set.';
