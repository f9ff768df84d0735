-- macro:  best_threshold
-- grain:  one row per (prediction_set, slice, class_name); class_name null is all classes together
-- reads:  _checked, _checked_class_set, _scored, _slice_list, _support, class
-- units:  confidence, precision, recall and f1 are fractions
-- null:   class_name of the row for all classes; recall when there are no labels
-- absent: classes without predictions that count
-- follows: F1 = 2 TP / (2 TP + FP + FN) at every confidence that occurs; ties go to the lower one

create or replace macro best_threshold(
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

support as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        label_count
    from _support(
        predictions := predictions,
        item_filter := item_filter,
        label_filter := label_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        protocol := protocol
    )

),

scored as (

    select
        each.prediction_set_id,
        each.slice_number,
        each.class_id,
        each.confidence,
        count(*) as prediction_count,
        sum(each.is_true_positive::integer) as true_positive_count
    from _scored(
        predictions := predictions,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    ) as each
    left join support using (prediction_set_id, slice_number, class_id)
    where
        support.class_id is not null
        or _checked_class_set(class_set, protocol) <> 'labelled'
    group by each.prediction_set_id, each.slice_number, each.class_id, each.confidence

),

step as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        confidence,
        prediction_count,
        true_positive_count,
        false as is_total
    from scored
    union all
    select
        prediction_set_id,
        slice_number,
        null as class_id,
        confidence,
        sum(prediction_count) as prediction_count,
        sum(true_positive_count) as true_positive_count,
        true as is_total
    from scored
    group by prediction_set_id, slice_number, confidence

),

label_total as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        label_count,
        false as is_total
    from support
    union all
    select
        prediction_set_id,
        slice_number,
        null as class_id,
        sum(label_count) as label_count,
        true as is_total
    from support
    group by prediction_set_id, slice_number

),

swept as (

    select
        *,
        sum(prediction_count) over from_the_top as predicted,
        sum(true_positive_count) over from_the_top as found
    from step
    window from_the_top as (
        partition by prediction_set_id, slice_number, is_total, class_id
        order by confidence desc
        rows between unbounded preceding and current row
    )

),

best as (

    select
        swept.prediction_set_id,
        swept.slice_number,
        swept.class_id,
        swept.confidence,
        swept.found / swept.predicted as precision,
        swept.found / nullif(label_total.label_count, 0) as recall,
        2 * swept.found / (swept.predicted + coalesce(label_total.label_count, 0)) as f1
    from swept
    left join label_total
        on
            swept.prediction_set_id = label_total.prediction_set_id
            and swept.slice_number = label_total.slice_number
            and swept.is_total = label_total.is_total
            and swept.class_id is not distinct from label_total.class_id
    qualify row_number() over (
        partition by
            swept.prediction_set_id, swept.slice_number, swept.is_total, swept.class_id
        order by
            2 * swept.found / (swept.predicted + coalesce(label_total.label_count, 0)) desc,
            swept.confidence asc
    ) = 1

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    class.class_name,
    best.confidence,
    best.precision,
    best.recall,
    best.f1
from best
inner join _slice_list(
    predictions := predictions,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope,
    protocol := protocol
) as slice_list using (prediction_set_id, slice_number)
left join class using (class_id)
where _checked(compare_as, item_scope, interpolation)
order by
    slice_list.prediction_set_name, slice_list.slice nulls last, class.class_name nulls first;

comment on macro table best_threshold is  -- noqa: PRS
'The confidence at which F1 is highest, for every class and for all of them together.';
