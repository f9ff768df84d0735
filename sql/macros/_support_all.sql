-- macro:  _support_all
-- grain:  one row per (prediction_set_id, slice_number, class_id) with labels that count
-- reads:  _chosen_set, _counting_label, _member, class
-- note:   every prediction set of a data set and a task has the same labels, so they are counted once

create or replace macro _support_all(
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

counted as (

    select
        member.slice_number,
        member.dataset_id,
        counting.class_id,
        counting.comparable_bits,
        sum(counting.label_count)::bigint as label_count,
        sum(counting.low_counts)::bigint as low_counts,
        sum(counting.high_counts)::bigint as high_counts
    from _counting_label(label_filter := label_filter, classes := classes, protocol := protocol)
        as counting
    inner join _member(item_filter := item_filter, slice_by := slice_by, slices := slices)
        as member using (item_id)
    group by member.slice_number, member.dataset_id, counting.class_id, counting.comparable_bits

)

select
    chosen.prediction_set_id,
    counted.slice_number,
    counted.class_id,
    sum(counted.label_count)::bigint as label_count,
    sum(counted.low_counts)::bigint as low_counts,
    sum(counted.high_counts)::bigint as high_counts
from counted
inner join class on counted.class_id = class.class_id
inner join _chosen_set(
    predictions := predictions, compare_as := compare_as, protocol := protocol
) as chosen
    on counted.dataset_id = chosen.dataset_id and class.task_id = chosen.task_id
where counted.comparable_bits & chosen.shape_bit > 0
group by chosen.prediction_set_id, counted.slice_number, counted.class_id;

comment on macro table _support_all is  -- noqa: PRS
'How many labels that count each class has in each slice.';
