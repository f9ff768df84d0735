-- macro:  best_threshold
-- grain:  one row per (prediction_set, slice, class_name); class_name null is all classes together
-- reads:  _checked, _label_total, _slice_list, _threshold_step, class
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

label_total as (

    from _label_total(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        label_filter := label_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        protocol := protocol
    )

),

swept as (

    from _threshold_step(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        protocol := protocol,
        class_scope := class_scope,
        class_set := class_set,
        outside := outside
    )

),

best as (

    -- a step that finds nothing more only lowers F1, unless nothing was found before it either
    select
        swept.prediction_set_id,
        swept.slice_number,
        swept.class_id,
        swept.confidence,
        swept.found / swept.predicted as precision,
        swept.found / nullif(label_total.label_count, 0) as recall,
        2 * swept.found / (swept.predicted + coalesce(label_total.label_count, 0)) as f1
    from swept
    left join label_total using (class_slice)
    where swept.true_positive_count > 0 or swept.found = 0
    qualify row_number() over (
        partition by swept.class_slice
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
    compare_as := compare_as,
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
