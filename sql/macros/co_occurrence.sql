-- macro:  co_occurrence
-- grain:  one row per (prediction_set, slice, class_a, class_b) that occurs
-- reads:  _checked, _chosen_set, _counting_label, _left_out_scope, _member, _slice_list, class
-- units:  *_count are items; share_of_a is a fraction
-- null:   never
-- absent: pairs of classes that no item has both; labels that do not count; data sets without
--         predictions
-- follows: item_count are the items that have a label of class_a and one of class_b, whatever was
--         predicted; of class_a and class_a, the items that have one. share_of_a is item_count over
--         the items that have class_a
-- note:   either class of a pair is class_a once; a prediction set has the labels of its data set and task

create or replace macro co_occurrence(
    predictions := null,
    item_filter := 'true',
    label_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all',
    protocol := 'closest'
) as table
with

labelled as materialized (

    select
        chosen.prediction_set_id,
        member.slice_number,
        counting.item_id,
        counting.class_id
    from _counting_label(label_filter := label_filter, classes := classes, protocol := protocol)
        as counting
    inner join class using (class_id)
    inner join _member(item_filter := item_filter, slice_by := slice_by, slices := slices)
        as member on counting.item_id = member.item_id
    inner join _chosen_set(
        predictions := predictions, compare_as := compare_as, protocol := protocol
    ) as chosen
        on member.dataset_id = chosen.dataset_id and class.task_id = chosen.task_id
    anti join _left_out_scope(item_scope := item_scope) as unasked
        on
            chosen.prediction_set_id = unasked.prediction_set_id
            and counting.item_id = unasked.item_id

),

counted as (

    select
        one.prediction_set_id,
        one.slice_number,
        one.class_id,
        other.class_id as other_class_id,
        count(*) as item_count
    from labelled as one
    inner join labelled as other using (prediction_set_id, slice_number, item_id)
    group by one.prediction_set_id, one.slice_number, one.class_id, other.class_id

),

total as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        item_count as a_item_count
    from counted
    where class_id = other_class_id

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    class_a.class_name as class_a,
    class_b.class_name as class_b,
    counted.item_count,
    total.a_item_count,
    counted.item_count / total.a_item_count as share_of_a
from counted
inner join total using (prediction_set_id, slice_number, class_id)
inner join _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope,
    protocol := protocol
) as slice_list using (prediction_set_id, slice_number)
inner join class as class_a on counted.class_id = class_a.class_id
inner join class as class_b on counted.other_class_id = class_b.class_id
where _checked(compare_as, item_scope, '101')
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    class_a.class_name,
    class_b.class_name;

comment on macro table co_occurrence is  -- noqa: PRS
'How many items are labelled with both of two classes.';
