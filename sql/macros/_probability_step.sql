-- macro:  _probability_step
-- grain:  one row per (prediction_set_id, slice_number, class_id, place) that occurs
-- reads:  _chosen_set, _class_slice, _left_out_class, _member, answer, class, label, probability
-- absent: sets without probabilities; items without a label of a task of one label an item
-- note:   place rises as the probability falls; an odd place holds items of equal probability, an even
--         one only items that are not labelled. Items whose class has probability 0 are not
--         stored: they come last, all in one place. item_count and label_count are of the whole
--         class, predicted and found count from the first place down to this one

create or replace macro _probability_step(
    predictions := null,
    compare_as := null,
    item_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[]
) as table
with

chosen as (

    from _chosen_set(predictions := predictions, compare_as := compare_as)

),

member as (

    select
        slice_number,
        item_id
    from _member(item_filter := item_filter, slice_by := slice_by, slices := slices)

),

answered as (

    select
        answer.prediction_set_id,
        answer.item_id,
        chosen.task_id
    from answer
    inner join chosen using (prediction_set_id)
    where chosen.is_strict or answer.label_probability is not null

),

item_total as (

    select
        answered.prediction_set_id,
        member.slice_number,
        count(*) as item_count
    from answered
    inner join member using (item_id)
    group by answered.prediction_set_id, member.slice_number

),

label_total as (

    select
        answered.prediction_set_id,
        member.slice_number,
        label.class_id,
        count(*) as label_count
    from label
    inner join class using (class_id)
    anti join _left_out_class(classes := classes) as other using (class_id)
    inner join answered
        on label.item_id = answered.item_id and class.task_id = answered.task_id
    inner join member on label.item_id = member.item_id
    group by answered.prediction_set_id, member.slice_number, label.class_id

),

counted as (

    select
        _class_slice(probability.prediction_set_id, member.slice_number, probability.class_id)
            as class_slice,
        probability.place,
        min(probability.probability) as threshold,
        count(*) as prediction_count,
        sum(probability.is_labelled::integer)::bigint as hit_count
    from probability
    semi join chosen using (prediction_set_id)
    anti join _left_out_class(classes := classes) as other using (class_id)
    inner join member using (item_id)
    where probability.is_labelled is not null
    group by class_slice, probability.place

),

total as (

    select
        label_total.prediction_set_id,
        label_total.slice_number,
        label_total.class_id,
        _class_slice(
            label_total.prediction_set_id, label_total.slice_number, label_total.class_id
        ) as class_slice,
        label_total.label_count,
        item_total.item_count
    from label_total
    inner join item_total using (prediction_set_id, slice_number)

),

every as (

    select
        class_slice,
        place,
        threshold,
        prediction_count,
        hit_count
    from counted
    union all
    select
        total.class_slice,
        2147483647 as place,
        0.0 as threshold,
        total.item_count - coalesce(sum(counted.prediction_count), 0)::bigint as prediction_count,
        total.label_count - coalesce(sum(counted.hit_count), 0)::bigint as hit_count
    from total
    left join counted using (class_slice)
    group by total.class_slice, total.item_count, total.label_count

)

select
    total.prediction_set_id,
    total.slice_number,
    total.class_id,
    total.class_slice,
    total.item_count,
    total.label_count,
    every.place,
    every.threshold,
    every.prediction_count,
    every.hit_count,
    (sum(every.prediction_count) over falling)::bigint as predicted,
    (sum(every.hit_count) over falling)::bigint as found
from every
inner join total using (class_slice)
where every.prediction_count > 0
window falling as (
    partition by total.class_slice
    order by every.place asc
    rows between unbounded preceding and current row
);

comment on macro table _probability_step is  -- noqa: PRS
'How many items, and how many labelled ones, each step of falling probability adds, per class.';
