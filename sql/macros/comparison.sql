-- macro:  comparison
-- grain:  one row per (slice, class_name, measure)
-- reads:  _both_sets, _checked, _class_measure, _common_filter, _compared_set, _slice_list, class,
--         prediction_set, task
-- units:  as the measure has them in performance and class_performance
-- null:   class_name of a measure over all classes; delta when one side is undefined
-- absent: every row, without a second prediction set on the data set
-- follows: both sets are measured on the items that both are over; left_out_item_count says how many
--         others each has. A class that only one side has counts 0 objects on the other
-- note:   without candidate_set the set loaded last is meant, without baseline_set the one loaded
--         before the candidate

create or replace macro comparison(
    baseline_set := null,
    candidate_set := null,
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

compared as materialized (

    from _compared_set(
        baseline_set := baseline_set,
        candidate_set := candidate_set,
        compare_as := compare_as,
        protocol := protocol
    )

),

measure as materialized (

    -- what performance and class_performance are made of, once for both
    select
        measure.*,
        class.class_name,
        measure.true_positive_count / nullif(measure.prediction_count, 0) as precision,
        measure.true_positive_count / nullif(measure.label_count, 0) as recall,
        2 * measure.true_positive_count / nullif(
            measure.prediction_count + measure.label_count, 0
        ) as f1,
        measure.grid_true_count / nullif(10 * measure.label_count, 0) as average_recall
    from _class_measure(
        predictions := _both_sets(baseline_set, candidate_set),
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := _common_filter(
            item_filter, baseline_set, candidate_set, item_scope, protocol
        ),
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        protocol := protocol,
        class_scope := class_scope,
        class_set := class_set,
        interpolation := interpolation,
        outside := outside
    ) as measure
    inner join class using (class_id)

),

total as (

    -- as in performance: means add up in the order of the classes' names
    select
        prediction_set_id,
        slice_number,
        count(*) as class_count,
        sum(label_count)::bigint as label_count,
        sum(prediction_count)::bigint as prediction_count,
        sum(true_positive_count)::bigint as true_positive_count,
        sum(iou_sum) as iou_sum,
        avg(average_precision order by class_name asc) as map,
        avg(average_recall order by class_name asc) as mar,
        avg(precision order by class_name asc) as precision_macro,
        avg(recall order by class_name asc) as recall_macro,
        avg(f1 order by class_name asc) as f1_macro
    from measure
    group by prediction_set_id, slice_number

),

listed as materialized (

    from _slice_list(
        predictions := _both_sets(baseline_set, candidate_set),
        compare_as := compare_as,
        item_filter := _common_filter(
            item_filter, baseline_set, candidate_set, item_scope, protocol
        ),
        slice_by := slice_by,
        slices := slices,
        item_scope := item_scope,
        protocol := protocol
    )
    where _checked(compare_as, item_scope, interpolation)

),

overall as materialized (

    select
        listed.prediction_set_name as prediction_set,
        listed.slice,
        listed.item_count,
        coalesce(total.class_count, 0) as class_count,
        coalesce(total.label_count, 0) as label_count,
        coalesce(total.prediction_count, 0) as prediction_count,
        coalesce(total.true_positive_count, 0) as true_positive_count,
        total.iou_sum,
        total.map,
        total.mar,
        total.precision_macro,
        total.recall_macro,
        total.f1_macro,
        case
            when task.kind in ('multiclass', 'text') then total.label_count
            else total.prediction_count + total.label_count - total.true_positive_count
        end as accuracy_count
    from listed
    inner join prediction_set using (prediction_set_id)
    inner join task using (task_id)
    left join total using (prediction_set_id, slice_number)

),

left_out as (

    select
        every.prediction_set_name as prediction_set,
        every.slice,
        every.item_count - coalesce(overall.item_count, 0) as item_count
    from _slice_list(
        predictions := _both_sets(baseline_set, candidate_set),
        compare_as := compare_as,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        item_scope := item_scope,
        protocol := protocol
    ) as every
    left join overall
        on
            every.prediction_set_name = overall.prediction_set
            and every.slice is not distinct from overall.slice

),

measured as (

    select
        prediction_set,
        slice,
        null as class_name,
        unnest([
            'item_count', 'class_count', 'label_count', 'prediction_count',
            'true_positive_count', 'false_positive_count', 'false_negative_count',
            'map', 'mar', 'precision_macro', 'recall_macro', 'f1_macro',
            'precision_micro', 'recall_micro', 'f1_micro', 'mean_iou', 'accuracy'
        ]) as measure,
        unnest(range(1, 18)) as place,
        unnest([
            item_count, class_count, label_count, prediction_count, true_positive_count,
            prediction_count - true_positive_count, label_count - true_positive_count,
            map, mar, precision_macro, recall_macro, f1_macro,
            true_positive_count / nullif(prediction_count, 0),
            true_positive_count / nullif(label_count, 0),
            2 * true_positive_count / nullif(prediction_count + label_count, 0),
            iou_sum / 4503599627370496 / nullif(true_positive_count, 0),
            true_positive_count / nullif(accuracy_count, 0)
        ]::double[]) as measured_value
    from overall
    union all
    select
        prediction_set,
        slice,
        null as class_name,
        'left_out_item_count' as measure,
        0 as place,
        item_count as measured_value
    from left_out
    union all
    select
        listed.prediction_set_name as prediction_set,
        listed.slice,
        measure.class_name,
        unnest([
            'label_count', 'prediction_count', 'true_positive_count', 'false_positive_count',
            'false_negative_count', 'precision', 'recall', 'f1', 'ap', 'ar', 'mean_iou'
        ]) as measure,
        unnest(range(1, 12)) as place,
        unnest([
            measure.label_count,
            measure.prediction_count,
            measure.true_positive_count,
            measure.prediction_count - measure.true_positive_count,
            measure.label_count - measure.true_positive_count,
            measure.precision,
            measure.recall,
            measure.f1,
            measure.average_precision,
            measure.average_recall,
            measure.iou_sum / 4503599627370496 / nullif(measure.true_positive_count, 0)
        ]::double[]) as measured_value
    from measure
    inner join listed using (prediction_set_id, slice_number)

),

paired as (

    select
        measured.slice,
        measured.class_name,
        measured.measure,
        measured.place,
        any_value(compared.baseline_name) as baseline_name,
        any_value(compared.candidate_name) as candidate_name,
        coalesce(
            max(case when measured.prediction_set = compared.baseline_name then measured.measured_value end),
            case when measured.measure like '%\_count' escape '\' then 0 end
        ) as baseline,
        coalesce(
            max(case when measured.prediction_set = compared.candidate_name then measured.measured_value end),
            case when measured.measure like '%\_count' escape '\' then 0 end
        ) as candidate
    from measured
    inner join compared
        on measured.prediction_set in (compared.baseline_name, compared.candidate_name)
    group by measured.slice, measured.class_name, measured.measure, measured.place

)

select
    baseline_name,
    candidate_name,
    slice,
    class_name,
    measure,
    baseline,
    candidate,
    candidate - baseline as delta
from paired
order by slice nulls last, class_name nulls first, place;

comment on macro table comparison is  -- noqa: PRS
'Every measure of two prediction sets on the items that both are over, and the difference.';
