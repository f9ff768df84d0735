-- macro:  _threshold_chosen
-- grain:  one row per (prediction_set_id, slice_number, class_id) with labels or predictions; class_id
--         null is all classes together
-- reads:  _label_total, _slice_list, _threshold_step
-- units:  confidence is a fraction; *_count are objects and items
-- null:   confidence where no confidence that occurs satisfies the objective
-- follows: one pass over the confidences that occur; of equals the lowest confidence

create or replace macro _threshold_chosen(
    predictions := null,
    compare_as := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    item_scope := 'all',
    protocol := 'closest',
    class_scope := 'same_class',
    class_set := null,
    outside := 'ignore',
    objective := 'f_beta',
    beta := 1.0,
    at_least := null,
    at_most := null,
    false_positive_cost := 1.0,
    false_negative_cost := 1.0
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

rated as (

    -- a null is a confidence that does not satisfy the objective
    select
        swept.prediction_set_id,
        swept.slice_number,
        swept.class_id,
        swept.class_slice,
        swept.confidence,
        swept.predicted,
        swept.found,
        case objective
            when 'f_beta'
                -- where nothing is found all are equally bad, and none is best
                then (1 + beta::double * beta::double) * nullif(swept.found, 0) / (
                    swept.predicted
                    + beta::double * beta::double * coalesce(label_total.label_count, 0)
                )
            when 'recall_at_precision'
                then case
                    when
                        swept.found / swept.predicted >= at_least::double
                        and label_total.label_count > 0
                        then swept.found
                end
            when 'precision_at_recall'
                then case
                    when
                        swept.found / nullif(label_total.label_count, 0) >= at_least::double
                        then swept.found / swept.predicted
                end
            when 'cost'
                then -(
                    false_positive_cost::double * (swept.predicted - swept.found)
                    + false_negative_cost::double
                    * (coalesce(label_total.label_count, 0) - swept.found)
                )
            else
                case
                    when
                        (swept.predicted - swept.found) / slice_list.item_count
                        <= at_most::double
                        then swept.found
                end
        end as value
    from swept
    inner join slice_list using (prediction_set_id, slice_number)
    left join label_total using (class_slice)

),

best as (

    select *
    from rated
    where value is not null
    qualify row_number() over (
        partition by class_slice order by value desc, confidence asc
    ) = 1

),

known as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        class_slice
    from label_total
    union
    select distinct
        prediction_set_id,
        slice_number,
        class_id,
        class_slice
    from swept

)

select
    known.prediction_set_id,
    slice_list.prediction_set_name,
    known.slice_number,
    slice_list.slice,
    known.class_id,
    best.confidence,
    best.predicted,
    best.found,
    coalesce(label_total.label_count, 0) as label_count,
    slice_list.item_count
from known
inner join slice_list using (prediction_set_id, slice_number)
left join best using (class_slice)
left join label_total using (class_slice);

comment on macro table _threshold_chosen is  -- noqa: PRS
'The confidence that serves an objective best, per class and for all of them, with its counts.';
