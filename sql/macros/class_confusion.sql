-- macro:  class_confusion
-- grain:  one row per (prediction_set, slice, class_a, class_b)
-- reads:  _checked, _checked_class_set, _checked_iou, _left_out_label, _member, _slice_list, _support,
--         area_bits, class, label, mcnemar_p, outcome, wilson_high, wilson_low
-- units:  *_count are labels; *_rate are fractions, their *_low and *_high the 95 % Wilson interval;
--         rank is 1 for the pair confused most
-- null:   a rate of a class without labels
-- absent: pairs of classes that are never confused; labels that do not count
-- follows: a label of class a is called b where outcome has a prediction of class b whose reason is
--         wrong_class and whose label it is; however many such predictions there are, it counts
--         once. p_value is that of the exact two-sided binomial test that both counts are equally
--         likely. direction: one way, where p_value < 0.05 and three quarters or more go that way; both
--         ways, where less than three quarters go either way and there are 6 or more together (of
--         fewer, even all against none may be chance); else undecided
-- note:   a pair is one row, class_a the first by name. More confusions rank first, then the higher
--         rate, then the names
-- errors: iou_threshold below 0.1, where overlaps of different classes are not kept

create or replace macro class_confusion(
    predictions := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all',
    protocol := 'closest',
    class_scope := 'same_class',
    class_set := null,
    interpolation := '101',
    outside := 'ignore'
) as table
with

counting_label as (

    select label.label_id
    from label
    anti join _left_out_label(label_filter := label_filter) as left_out
        on label.label_id = left_out.label_id
    where
        not label.is_crowd
        and not (protocol = 'voc' and label.is_difficult)
        and (protocol <> 'coco' or area_bits(label.area_px2) & 1 = 1)

),

called as (

    select distinct
        each.prediction_set,
        each.item_id,
        each.label_id,
        each.label_class,
        each.class_name as predicted_class
    from outcome(
        predictions := predictions,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        compare_as := compare_as,
        item_scope := item_scope,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    ) as each
    semi join counting_label using (label_id)
    where each.reason = 'wrong_class' and _checked_iou(iou_threshold)

),

slice_list as (

    from _slice_list(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        item_scope := item_scope,
        protocol := protocol
    )

),

counted as (

    select
        called.prediction_set,
        member.slice_number,
        least(called.label_class, called.predicted_class) as class_a,
        greatest(called.label_class, called.predicted_class) as class_b,
        sum((called.label_class < called.predicted_class)::integer)::bigint as a_as_b_count,
        sum((called.label_class > called.predicted_class)::integer)::bigint as b_as_a_count
    from called
    inner join _member(item_filter := item_filter, slice_by := slice_by, slices := slices)
        as member using (item_id)
    group by
        called.prediction_set,
        member.slice_number,
        least(called.label_class, called.predicted_class),
        greatest(called.label_class, called.predicted_class)

),

support as (

    select
        each.prediction_set_id,
        each.slice_number,
        class.class_name,
        each.label_count
    from _support(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        label_filter := label_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        protocol := protocol
    ) as each
    inner join class using (class_id)

),

rated as (

    select
        slice_list.prediction_set_name as prediction_set,
        slice_list.slice,
        counted.class_a,
        counted.class_b,
        counted.a_as_b_count,
        coalesce(of_a.label_count, 0) as a_label_count,
        counted.a_as_b_count / nullif(of_a.label_count, 0) as a_as_b_rate,
        counted.b_as_a_count,
        coalesce(of_b.label_count, 0) as b_label_count,
        counted.b_as_a_count / nullif(of_b.label_count, 0) as b_as_a_rate,
        mcnemar_p(counted.a_as_b_count, counted.b_as_a_count) as p_value
    from counted
    inner join slice_list
        on
            counted.prediction_set = slice_list.prediction_set_name
            and counted.slice_number = slice_list.slice_number
    left join support as of_a
        on
            slice_list.prediction_set_id = of_a.prediction_set_id
            and slice_list.slice_number = of_a.slice_number
            and counted.class_a = of_a.class_name
    left join support as of_b
        on
            slice_list.prediction_set_id = of_b.prediction_set_id
            and slice_list.slice_number = of_b.slice_number
            and counted.class_b = of_b.class_name

)

select
    prediction_set,
    slice,
    row_number() over (
        partition by prediction_set, slice
        order by
            a_as_b_count + b_as_a_count desc,
            greatest(a_as_b_rate, b_as_a_rate) desc,
            class_a asc,
            class_b asc
    ) as rank,
    class_a,
    class_b,
    a_as_b_count,
    a_label_count,
    a_as_b_rate,
    wilson_low(a_as_b_count, a_label_count) as a_as_b_low,
    wilson_high(a_as_b_count, a_label_count) as a_as_b_high,
    b_as_a_count,
    b_label_count,
    b_as_a_rate,
    wilson_low(b_as_a_count, b_label_count) as b_as_a_low,
    wilson_high(b_as_a_count, b_label_count) as b_as_a_high,
    p_value,
    case
        when
            p_value < 0.05
            and greatest(a_as_b_count, b_as_a_count) >= 3 * least(a_as_b_count, b_as_a_count)
            then 'one way'
        when
            a_as_b_count + b_as_a_count >= 6
            and greatest(a_as_b_count, b_as_a_count) < 3 * least(a_as_b_count, b_as_a_count)
            then 'both ways'
        else 'undecided'
    end as direction
from rated
where
    _checked(compare_as, item_scope, interpolation)
    and _checked_class_set(class_set, protocol) is not null
order by
    prediction_set,
    slice nulls last,
    rank;

comment on macro table class_confusion is  -- noqa: PRS
'The pairs of classes that are confused most: how often either is called the other, and whether both ways.';
