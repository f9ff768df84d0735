-- macro:  metric_performance_2d
-- grain:  one row per (prediction_set, slice, class_name, metric, bin, second_metric, second_bin)
-- reads:  _bin_end, _bin_mean, _bin_name, _bin_step, _checked, _checked_bins, _edge_bin, _edges,
--         _is_short, _metric_checked, _object_metric, _second_binning,
--         _slice_list, _valued, wilson_high, wilson_low, class
-- units:  precision, recall and fn_rate are fractions in [0, 1], their *_low and *_high the 95 %
--         Wilson interval; ends and means are in the unit of their metric
-- null:   bin and second_bin for objects without a value; class_name in the rows of all classes; the
--         ends of a category that is no number; a rate without objects
-- absent: pairs of bins without objects; values outside the edges of custom bins; objects that cannot
--         have one of the metrics, as a label has no confidence; ignored predictions and labels
-- follows: metric_performance, for two metrics at once: the edges of each are made from the predictions
--         and labels that are in the table, without regard to the other metric
-- note:   and_bins is bins when left out; and_binning is custom with and_edges, else quantile

create or replace macro metric_performance_2d(
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
    and_metric := 'aspect_ratio',
    bins := 5,
    and_bins := null,
    binning := 'quantile',
    and_binning := null,
    edges := null::double[],
    and_edges := null::double[],
    edges_from := 'slice',
    per_class := false
) as table
with

first_value_of as (

    select
        prediction_set_id,
        slice_number,
        case when per_class then class_id end as class_id,
        is_prediction,
        object_id,
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

second_value_of as (

    select
        true as is_prediction,
        object_id,
        number,
        category
    from _object_metric('prediction', and_metric)
    union all
    select
        false as is_prediction,
        object_id,
        number,
        category
    from _object_metric('label', and_metric)

),

valued as (

    select
        first_value_of.prediction_set_id,
        first_value_of.slice_number,
        first_value_of.class_id,
        first_value_of.is_prediction,
        first_value_of.hit,
        first_value_of.number,
        first_value_of.category,
        second_value_of.number as second_number,
        case
            when _second_binning(and_binning, and_edges) = 'categorical'
                then second_value_of.category
        end as second_category
    from first_value_of
    inner join second_value_of using (is_prediction, object_id)

),

all_edges as (

    select
        _edges(number, bins, binning, edges) as bin_edges,
        _edges(
            second_number,
            coalesce(and_bins, bins),
            _second_binning(and_binning, and_edges),
            and_edges
        ) as second_edges
    from (
        select
            one.number,
            other.number as second_number
        from _object_metric('prediction', of_metric) as one
        inner join _object_metric('prediction', and_metric) as other using (object_id)
        union all
        select
            one.number,
            other.number as second_number
        from _object_metric('label', of_metric) as one
        inner join _object_metric('label', and_metric) as other using (object_id)
    ) as known
    where edges_from = 'all'

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
        case edges_from
            when 'all' then (select all_edges.second_edges from all_edges)
            else _edges(
                second_number,
                coalesce(and_bins, bins),
                _second_binning(and_binning, and_edges),
                and_edges
            )
        end as second_edges,
        min(number) as lowest,
        nullif(max(number) - min(number), 0) as extent,
        min(second_number) as second_lowest,
        nullif(max(second_number) - min(second_number), 0) as second_extent
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
        _edge_bin(
            case
                when _second_binning(and_binning, and_edges) <> 'categorical'
                    then valued.second_number
            end,
            edged.second_edges,
            _is_short(
                coalesce(and_bins, bins), _second_binning(and_binning, and_edges), and_edges
            )
        ) as second_bin_number,
        _bin_step(valued.number, edged.lowest, edged.extent) as step,
        _bin_step(valued.second_number, edged.second_lowest, edged.second_extent) as second_step
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
        second_bin_number,
        second_category,
        is_prediction,
        coalesce(min(bin_number) = 0 or min(second_bin_number) = 0, false) as is_outside,
        min(number) as category_number,
        min(second_number) as second_category_number,
        count(number) as number_count,
        count(second_number) as second_number_count,
        sum(step) as step_sum,
        sum(second_step) as second_step_sum,
        count(*) as object_count,
        sum(hit)::bigint as hit_count
    from binned
    group by
        prediction_set_id,
        slice_number,
        class_id,
        bin_number,
        category,
        second_bin_number,
        second_category,
        is_prediction

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
        second_bin_number,
        second_category,
        min(category_number) as category_number,
        min(second_category_number) as second_category_number,
        sum(number_count)::bigint as number_count,
        sum(second_number_count)::bigint as second_number_count,
        sum(step_sum) as step_sum,
        sum(second_step_sum) as second_step_sum,
        coalesce(sum(object_count) filter (where is_prediction), 0)::bigint as prediction_count,
        coalesce(sum(hit_count) filter (where is_prediction), 0)::bigint as true_positive_count,
        coalesce(sum(object_count) filter (where not is_prediction), 0)::bigint as label_count,
        coalesce(sum(hit_count) filter (where not is_prediction), 0)::bigint as found_count
    from grouped
    where not is_outside
    group by
        prediction_set_id,
        slice_number,
        class_id,
        bin_number,
        category,
        second_bin_number,
        second_category,
        is_of_class

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
        and_metric as second_metric,
        _bin_name(summed.second_category, summed.second_bin_number, edged.second_edges)
            as second_bin,
        _bin_end(
            _second_binning(and_binning, and_edges),
            summed.second_category_number,
            summed.second_bin_number,
            edged.second_edges
        ) as second_low,
        _bin_end(
            _second_binning(and_binning, and_edges),
            summed.second_category_number,
            summed.second_bin_number + 1,
            edged.second_edges
        ) as second_high,
        _bin_mean(
            summed.second_step_sum,
            summed.second_number_count,
            edged.second_lowest,
            edged.second_extent
        ) as second_mean,
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
        null as second_metric,
        null as second_bin,
        null as second_low,
        null as second_high,
        null as second_mean,
        null as prediction_count,
        null as true_positive_count,
        null as label_count,
        null as found_count
    from _metric_checked(of_metric, needs_number := binning <> 'categorical') as checked
    cross join _metric_checked(
        and_metric,
        needs_number := _second_binning(and_binning, and_edges) <> 'categorical',
        prefix := 'and_'
    ) as second_checked
    where
        not (
            checked.is_checked
            and second_checked.is_checked
            and _checked(compare_as, item_scope, interpolation)
            and _checked_bins(bins, binning, edges, edges_from)
            and _checked_bins(
                coalesce(and_bins, bins),
                _second_binning(and_binning, and_edges),
                and_edges,
                edges_from,
                'and_'
            )
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
    second_metric,
    second_bin,
    second_low,
    second_high,
    second_mean,
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
    bin nulls last,
    second_low nulls last,
    second_bin nulls last;

comment on macro table metric_performance_2d is  -- noqa: PRS
'Precision over predictions and recall over labels in pairs of bins of two metrics: where they hurt together.';
