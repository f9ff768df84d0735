-- macro:  metric_performance
-- grain:  one row per (prediction_set, slice, class_name, metric, bin)
-- reads:  _checked, _checked_bins, _counted, _edge_bin, _edges, _found, _label_metric,
--         _metric_checked, _prediction_metric, _slice_list, wilson_high, wilson_low, class
-- units:  precision, recall and fn_rate are fractions in [0, 1], their *_low and *_high the 95 %
--         Wilson interval; metric_low, metric_high and metric_mean are in the unit of the metric
-- null:   bin for objects without a value; class_name in the rows of all classes; metric_low and
--         metric_high of a category that is no number; a rate without objects
-- absent: bins without objects; values outside the edges of custom bins; ignored predictions and
--         labels
-- follows: a bin holds metric_low <= value < metric_high, the last one its upper end too. Predictions
--         are binned by their own column or else their item's, labels by theirs; the edges are made
--         from both together, so that both rates of a row speak of the same values
-- note:   edges_from := 'all' makes them from all labels and predictions in the file, whatever is
--         asked for, so that slices and sets can be laid over each other

create or replace macro metric_performance(
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
    of_metric := 'area_px2',
    bins := 10,
    binning := 'quantile',
    edges := null::double[],
    edges_from := 'slice',
    per_class := false
) as table
with

prediction_value as (

    from _prediction_metric(of_metric)

),

label_value as (

    from _label_metric(of_metric)

),

valued as (

    select
        counted.prediction_set_id,
        counted.slice_number,
        case when per_class then counted.class_id end as class_id,
        case when isfinite(prediction_value.number) then prediction_value.number end as number,
        case when binning = 'categorical' then prediction_value.category end as category,
        1 as prediction_count,
        counted.is_true_positive::integer as true_positive_count,
        0 as label_count,
        0 as found_count
    from _counted(
        predictions := predictions,
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
    ) as counted
    inner join prediction_value using (prediction_id)
    union all
    select
        found.prediction_set_id,
        found.slice_number,
        case when per_class then found.class_id end as class_id,
        case when isfinite(label_value.number) then label_value.number end as number,
        case when binning = 'categorical' then label_value.category end as category,
        0 as prediction_count,
        0 as true_positive_count,
        1 as label_count,
        found.is_found::integer as found_count
    from _found(
        predictions := predictions,
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
        outside := outside
    ) as found
    inner join label_value using (label_id)

),

-- the means are sums of integers, in 2^-50 of the range, so that no order of addition changes them
slice_edges as (

    select
        prediction_set_id,
        slice_number,
        _edges(number, bins, binning, edges) as bin_edges,
        min(number) as lowest,
        nullif(max(number) - min(number), 0) as extent
    from valued
    group by prediction_set_id, slice_number

),

all_edges as (

    select
        _edges(
            case when isfinite(number) then number end, bins, binning, edges
        ) as bin_edges
    from (
        select number from prediction_value
        union all
        select number from label_value
    ) as known
    where edges_from = 'all'

),

edged as (

    select
        slice_edges.prediction_set_id,
        slice_edges.slice_number,
        case edges_from
            when 'all' then (select all_edges.bin_edges from all_edges)
            else slice_edges.bin_edges
        end as bin_edges,
        slice_edges.lowest,
        slice_edges.extent
    from slice_edges

),

binned as (

    select
        valued.*,
        edged.bin_edges,
        edged.lowest,
        edged.extent,
        _edge_bin(valued.number, edged.bin_edges) as bin_number
    from valued
    inner join edged using (prediction_set_id, slice_number)

),

counted as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        bin_number,
        category,
        any_value(bin_edges) as bin_edges,
        any_value(lowest) as lowest,
        any_value(extent) as extent,
        min(number) as category_number,
        count(number) as number_count,
        sum(((number - lowest) / extent * 1125899906842624)::bigint) as number_sum,
        sum(prediction_count)::bigint as prediction_count,
        sum(true_positive_count)::bigint as true_positive_count,
        sum(label_count)::bigint as label_count,
        sum(found_count)::bigint as found_count
    from binned
    where binning = 'categorical' or number is null or bin_number is not null
    group by prediction_set_id, slice_number, class_id, bin_number, category

),

summed as (

    select
        *,
        false as is_total
    from counted
    where per_class
    union all
    select
        prediction_set_id,
        slice_number,
        null as class_id,
        bin_number,
        category,
        any_value(bin_edges) as bin_edges,
        any_value(lowest) as lowest,
        any_value(extent) as extent,
        min(category_number) as category_number,
        sum(number_count)::bigint as number_count,
        sum(number_sum) as number_sum,
        sum(prediction_count)::bigint as prediction_count,
        sum(true_positive_count)::bigint as true_positive_count,
        sum(label_count)::bigint as label_count,
        sum(found_count)::bigint as found_count,
        true as is_total
    from counted
    group by prediction_set_id, slice_number, bin_number, category

),

measured as (

    select
        slice_list.prediction_set_name as prediction_set,
        slice_list.slice,
        class.class_name,
        of_metric as metric,
        coalesce(
            summed.category,
            lpad(
                summed.bin_number::varchar,
                len((len(summed.bin_edges) - 1)::varchar)::integer,
                '0'
            )
        ) as bin,
        case binning
            when 'categorical' then summed.category_number
            else summed.bin_edges[summed.bin_number]
        end as metric_low,
        case binning
            when 'categorical' then summed.category_number
            else summed.bin_edges[least(summed.bin_number + 1, len(summed.bin_edges))]
        end as metric_high,
        case
            when summed.number_count > 0
                then summed.lowest + coalesce(
                    summed.extent
                    * (summed.number_sum / summed.number_count / 1125899906842624),
                    0
                )
        end as metric_mean,
        summed.prediction_count,
        summed.true_positive_count,
        summed.label_count,
        summed.found_count
    from summed
    inner join _slice_list(
        predictions := predictions,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        item_scope := item_scope,
        protocol := protocol
    ) as slice_list using (prediction_set_id, slice_number)
    left join class using (class_id)
    union all
    -- no row, or the error of a parameter
    select
        null as prediction_set,
        null as slice,
        null as class_name,
        null as metric,
        null as bin,
        null as metric_low,
        null as metric_high,
        null as metric_mean,
        null as prediction_count,
        null as true_positive_count,
        null as label_count,
        null as found_count
    from _metric_checked(of_metric, needs_number := binning <> 'categorical') as checked
    where
        not (
            checked.is_checked
            and _checked(compare_as, item_scope, interpolation)
            and _checked_bins(bins, binning, edges, edges_from)
        )

)

select
    prediction_set,
    slice,
    class_name,
    metric,
    bin,
    metric_low,
    metric_high,
    metric_mean,
    prediction_count,
    true_positive_count,
    true_positive_count / nullif(prediction_count, 0) as precision,
    wilson_low(true_positive_count, prediction_count) as precision_low,
    wilson_high(true_positive_count, prediction_count) as precision_high,
    label_count,
    found_count,
    found_count / nullif(label_count, 0) as recall,
    wilson_low(found_count, label_count) as recall_low,
    wilson_high(found_count, label_count) as recall_high,
    (label_count - found_count) / nullif(label_count, 0) as fn_rate
from measured
order by
    prediction_set,
    slice nulls last,
    class_name nulls first,
    metric_low nulls last,
    bin nulls last;

comment on macro table metric_performance is  -- noqa: PRS
'Precision over predictions and recall over labels in bins of a metric: where a property of the data hurts.';
