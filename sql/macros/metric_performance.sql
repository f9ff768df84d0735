-- macro:  metric_performance
-- grain:  one row per (prediction_set, slice, class_name, metric, bin)
-- reads:  _bin_end, _bin_mean, _bin_name, _bin_step, _checked, _checked_bins, _edge_bin, _edges,
--         _is_short, _metric_checked, _object_metric, _quoted, _slice_list, _valued,
--         wilson_high, wilson_low, class
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

valued as (

    select
        prediction_set_id,
        slice_number,
        case when per_class then class_id end as class_id,
        is_prediction,
        is_hit::integer as hit,
        number,
        case when binning = 'categorical' then category end as category
    from _valued(
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
        outside := outside,
        of_metric := of_metric
    )

),

all_edges as (

    -- as text, so that nothing of it is bound unless it is asked for
    select _edges(number, bins, binning, edges) as bin_edges
    from query(
        case edges_from
            when 'all'
                then 'select number from _object_metric(''prediction'', ' || _quoted(of_metric)
                    || ') union all select number from _object_metric(''label'', '
                    || _quoted(of_metric) || ')'
            else 'select null::double as number where false'
        end
    )

),

-- the means are sums of integers, in 2^-50 of the range, so that no order of addition changes them
edged as (

    select
        prediction_set_id,
        slice_number,
        case edges_from
            when 'all' then (select all_edges.bin_edges from all_edges)
            else _edges(number, bins, binning, edges)
        end as bin_edges,
        min(number) as lowest,
        nullif(max(number) - min(number), 0) as extent
    from valued
    group by prediction_set_id, slice_number

),

binned as (

    select
        valued.*,
        _edge_bin(
            case when binning <> 'categorical' then valued.number end,
            edged.bin_edges,
            _is_short(bins, binning, edges)
        ) as bin_number,
        _bin_step(valued.number, edged.lowest, edged.extent) as step
    from valued
    inner join edged using (prediction_set_id, slice_number)

),

-- what is outside is left out by an aggregate: on its number the filter would go down to every row
counted as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        bin_number,
        category,
        is_prediction,
        coalesce(min(bin_number) = 0, false) as is_outside,
        min(number) as category_number,
        count(number) as number_count,
        sum(step) as step_sum,
        count(*) as object_count,
        sum(hit)::bigint as hit_count
    from binned
    group by prediction_set_id, slice_number, class_id, bin_number, category, is_prediction

),

-- rows of a class, where asked for, and rows of all classes
grouped as (

    select
        *,
        true as is_of_class
    from counted
    where per_class
    union all
    select
        * replace (null as class_id),
        false as is_of_class
    from counted

),

summed as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        bin_number,
        category,
        min(category_number) as category_number,
        sum(number_count)::bigint as number_count,
        sum(step_sum) as step_sum,
        coalesce(sum(object_count) filter (where is_prediction), 0)::bigint as prediction_count,
        coalesce(sum(hit_count) filter (where is_prediction), 0)::bigint as true_positive_count,
        coalesce(sum(object_count) filter (where not is_prediction), 0)::bigint as label_count,
        coalesce(sum(hit_count) filter (where not is_prediction), 0)::bigint as found_count
    from grouped
    where not is_outside
    group by prediction_set_id, slice_number, class_id, bin_number, category, is_of_class

),

measured as (

    select
        slice_list.prediction_set_name as prediction_set,
        slice_list.slice,
        class.class_name,
        of_metric as metric,
        _bin_name(summed.category, summed.bin_number, edged.bin_edges) as bin,
        _bin_end(binning, summed.category_number, summed.bin_number, edged.bin_edges)
            as metric_low,
        _bin_end(binning, summed.category_number, summed.bin_number + 1, edged.bin_edges)
            as metric_high,
        _bin_mean(summed.step_sum, summed.number_count, edged.lowest, edged.extent)
            as metric_mean,
        summed.prediction_count,
        summed.true_positive_count,
        summed.label_count,
        summed.found_count
    from summed
    inner join edged using (prediction_set_id, slice_number)
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
