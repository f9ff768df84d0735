-- macro:  _calibration_bin
-- grain:  one row per (prediction_set_id, slice_number, class_slice, bin_kind, bin_number)
-- reads:  _bin, _checked_calibration, _checked_class_set, _class_slice, _edge_bin, _edges, _scored, _support
-- units:  confidence_sum and square_sum in 2^-52, integers, so that no order of addition changes a mean
-- null:   class_id of all classes together
-- absent: bins without predictions
-- note:   bin 0 holds the confidences that are no probability, below 0 or above 1. class_slice is one
--         number for set, slice and class, of which 0 stands for all classes

create or replace macro _calibration_bin(
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
    bins := 10,
    bin_kinds := ['equal_width'],
    per_class := false
) as table
with

scored as (

    select
        each.prediction_set_id,
        each.slice_number,
        each.class_id,
        each.confidence,
        each.is_true_positive::integer as hit
    from _scored(
        predictions := predictions,
        compare_as := compare_as,
        -- in the text of a query, so that they are checked even where there is no row
        iou_threshold := case
            when
                _checked_calibration(bins, bin_kinds)
                and _checked_class_set(class_set, protocol) is not null
                then iou_threshold
        end,
        -- null is no limit, also where an answer needs more than one half
        min_confidence := coalesce(min_confidence::double, '-infinity'::double),
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
    left join _support(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        label_filter := label_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        protocol := protocol
    ) as support using (prediction_set_id, slice_number, class_id)
    where
        support.class_id is not null
        or _checked_class_set(class_set, protocol) <> 'labelled'

),

grouped as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        _class_slice(prediction_set_id, slice_number, class_id) as class_slice,
        confidence,
        hit
    from scored
    where per_class
    union all
    select
        prediction_set_id,
        slice_number,
        null as class_id,
        _class_slice(prediction_set_id, slice_number, 0) as class_slice,
        confidence,
        hit
    from scored

),

edged as (

    select
        class_slice,
        _edges(confidence, bins, 'quantile', null::double[]) as bin_edges
    from grouped
    where list_contains(bin_kinds, 'quantile') and confidence between 0 and 1
    group by class_slice

),

kind as (

    select
        *,
        unnest(bin_kinds) as bin_kind
    from grouped

),

binned as (

    select
        kind.prediction_set_id,
        kind.slice_number,
        kind.class_id,
        kind.class_slice,
        kind.bin_kind,
        kind.hit,
        edged.bin_edges,
        case when kind.confidence between 0 and 1 then kind.confidence end as confidence,
        case
            when not coalesce(kind.confidence between 0 and 1, false) then 0
            when kind.bin_kind = 'quantile'
                then _edge_bin(kind.confidence, edged.bin_edges, coalesce(bins < 15, false))
            else _bin(kind.confidence, bins) + 1
        end as bin_number
    from kind
    left join edged using (class_slice)

)

select
    prediction_set_id,
    slice_number,
    class_id,
    class_slice,
    bin_kind,
    bin_number,
    case bin_kind
        when 'quantile' then any_value(bin_edges)[bin_number]
        else (bin_number - 1) / bins
    end as confidence_low,
    case bin_kind
        when 'quantile' then any_value(bin_edges)[least(bin_number + 1, len(any_value(bin_edges)))]
        else bin_number / bins
    end as confidence_high,
    count(*) as prediction_count,
    sum(hit)::bigint as true_positive_count,
    sum((confidence * 4503599627370496)::bigint) as confidence_sum,
    sum(((confidence - hit) * (confidence - hit) * 4503599627370496)::bigint) as square_sum
from binned
group by prediction_set_id, slice_number, class_id, class_slice, bin_kind, bin_number;

comment on macro table _calibration_bin is  -- noqa: PRS
'Bins of confidence with what is needed to say how far confidence is from the share that is right.';
