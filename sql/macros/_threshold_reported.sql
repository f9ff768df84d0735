-- macro:  _threshold_reported
-- grain:  one row per (prediction_set_id, slice_number, class_id) with labels or predictions; class_id
--         null is all classes together
-- reads:  _label_total, _slice_list, _threshold_chosen, _threshold_step
-- null:   confidence where none that occurs in the items of chosen_on satisfies the objective
-- follows: the choice of _threshold_chosen on the items of chosen_on, counted on the items of
--         item_filter and in every slice

create or replace macro _threshold_reported(
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
    false_negative_cost := 1.0,
    chosen_on := 'true'
) as table
with

chosen as (

    select
        prediction_set_id,
        class_id,
        confidence
    from _threshold_chosen(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := chosen_on,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        slice_by := null,
        slices := null::varchar[],
        classes := classes,
        item_scope := item_scope,
        protocol := protocol,
        class_scope := class_scope,
        class_set := class_set,
        outside := outside,
        objective := objective,
        beta := beta,
        at_least := at_least,
        at_most := at_most,
        false_positive_cost := false_positive_cost,
        false_negative_cost := false_negative_cost
    )

),

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

counted as (

    select
        step.prediction_set_id,
        step.slice_number,
        step.class_id,
        step.class_slice,
        chosen.confidence,
        sum(step.prediction_count) filter (where step.confidence >= chosen.confidence)
            as predicted,
        sum(step.true_positive_count) filter (where step.confidence >= chosen.confidence)
            as found
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
    ) as step
    left join chosen
        on
            step.prediction_set_id = chosen.prediction_set_id
            and step.class_id is not distinct from chosen.class_id
    group by
        step.prediction_set_id,
        step.slice_number,
        step.class_id,
        step.class_slice,
        chosen.confidence

),

known as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        class_slice
    from label_total
    union
    select
        prediction_set_id,
        slice_number,
        class_id,
        class_slice
    from counted

)

select
    known.prediction_set_id,
    slice_list.prediction_set_name,
    known.slice_number,
    slice_list.slice,
    known.class_id,
    chosen.confidence,
    case when chosen.confidence is not null then coalesce(counted.predicted, 0) end as predicted,
    case when chosen.confidence is not null then coalesce(counted.found, 0) end as found,
    coalesce(label_total.label_count, 0) as label_count,
    slice_list.item_count
from known
inner join _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope,
    protocol := protocol
) as slice_list using (prediction_set_id, slice_number)
left join chosen
    on
        known.prediction_set_id = chosen.prediction_set_id
        and known.class_id is not distinct from chosen.class_id
left join counted using (class_slice)
left join label_total using (class_slice);

comment on macro table _threshold_reported is  -- noqa: PRS
'The confidence that serves an objective best on some items, with what it gives on others.';
