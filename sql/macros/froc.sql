-- macro:  froc
-- grain:  one row per (prediction_set, slice, class_name, allowed_per_item); class_name null is all classes
-- reads:  _checked, _checked_class_set, _checked_limits, _label_total, _slice_list, _threshold_step,
--         class
-- units:  confidence, recall and mean_recall are fractions; *_count are objects; allowed_per_item and
--         false_positives_per_item are false positives over items
-- null:   class_name of the rows for all classes; confidence where even the highest gives more false
--         positives than allowed, so that nothing is shown; recall and mean_recall without labels
-- absent: classes without labels and predictions; slices without either
-- follows: the free-response operating characteristic: the recall at the lowest confidence that gives no
--         more false positives an item than allowed; nothing is interpolated between confidences
--         that occur. mean_recall is the mean over the limits, each limit once
-- errors: limits that are no list of numbers from 0

create or replace macro froc(
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
    outside := 'ignore',
    limits := [0.125, 0.25, 0.5, 1, 2, 4, 8]
) as table
with

label_total as materialized (

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

slice_list as materialized (

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

swept as materialized (

    from _threshold_step(
        predictions := predictions,
        compare_as := compare_as,
        -- in the text of a query, so that they are checked even where there is no row
        iou_threshold := case
            when
                _checked_limits(limits)
                and _checked_class_set(class_set, protocol) is not null
                then iou_threshold
        end,
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

rate as (

    -- of confidences with equally many false positives the lowest, which finds most
    select
        swept.class_slice,
        (swept.predicted - swept.found) / slice_list.item_count as false_positives_per_item,
        min(swept.confidence) as confidence,
        max(swept.predicted) as predicted,
        max(swept.found) as found
    from swept
    inner join slice_list using (prediction_set_id, slice_number)
    group by swept.class_slice, (swept.predicted - swept.found) / slice_list.item_count

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
    from swept

),

asked as (

    select
        known.prediction_set_id,
        known.slice_number,
        known.class_id,
        known.class_slice,
        coalesce(label_total.label_count, 0) as label_count,
        unnest(list_sort(list_distinct(limits::double[]))) as allowed_per_item
    from known
    left join label_total using (class_slice)

),

reached as (

    select
        asked.*,
        rate.confidence,
        coalesce(rate.predicted, 0)::bigint as predicted,
        coalesce(rate.found, 0)::bigint as found,
        coalesce(rate.false_positives_per_item, 0) as false_positives_per_item,
        coalesce(rate.found, 0) / nullif(asked.label_count, 0) as recall
    from asked
    asof left join rate
        on
            asked.class_slice = rate.class_slice
            and asked.allowed_per_item >= rate.false_positives_per_item

),

mean as (

    select
        class_slice,
        avg(recall order by allowed_per_item asc) as mean_recall
    from reached
    group by class_slice

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    class.class_name,
    reached.allowed_per_item,
    reached.confidence,
    reached.predicted as prediction_count,
    reached.found as true_positive_count,
    reached.predicted - reached.found as false_positive_count,
    reached.label_count - reached.found as false_negative_count,
    reached.recall,
    reached.false_positives_per_item,
    mean.mean_recall
from reached
inner join mean using (class_slice)
inner join slice_list using (prediction_set_id, slice_number)
left join class on reached.class_id = class.class_id
where _checked(compare_as, item_scope, interpolation)
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    class.class_name nulls first,
    reached.allowed_per_item;

comment on macro table froc is  -- noqa: PRS
'FROC: the recall that so many false positives an item allow, per class and for all of them.';
