-- macro:  _cell_closest
-- grain:  one row per (prediction_id)
-- reads:  _grid_bits_above, _grid_bits_from, _interval, _spread
-- follows: the rule of _judged_closest in each of the ten thresholds and four area ranges; an area
--         range is a filter on labels and predictions under outside := 'ignore'
-- note:   item_rank orders by confidence, IoU, prediction_id: then the best of an item and class are
--         judged as if there were no others

create or replace macro _cell_closest(
    compare_as := null,
    label_filter := 'true',
    prediction_filter := 'true',
    protocol := 'closest',
    class_scope := 'same_class',
    outside := 'ignore',
    classes := null::varchar[]
) as table
with

known as (

    select
        *,
        case protocol
            when 'voc' then _grid_bits_above(iou) else _grid_bits_from(iou)
        end as reached_bits,
        case protocol
            when 'voc' then _grid_bits_above(duplicate_iou) else _grid_bits_from(duplicate_iou)
        end as duplicate_bits,
        coalesce(
            case protocol
                when 'voc' then _grid_bits_above(crowd_overlap) else _grid_bits_from(crowd_overlap)
            end,
            0::ubigint
        ) as crowd_bits,
        case
            when not is_label_kept or (protocol = 'voc' and is_difficult) then 0::utinyint
            else label_area_bits
        end as comparable_bits,
        case
            when is_prediction_kept or outside = 'static' then area_bits else 0::utinyint
        end as inside_bits
    from _interval(
        compare_as := compare_as,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        class_scope := class_scope,
        outside := outside,
        classes := classes
    )
    where outside <> 'static' or is_prediction_kept

),

masked as (

    select
        *,
        case when is_same_class then reached_bits & ~duplicate_bits else 0::ubigint end & 1023
            as matched_bits
    from known

),

spread as (

    -- the ten bits of the thresholds, once for each area range the label counts in
    select
        *,
        _spread(matched_bits, comparable_bits) as true_bits,
        _spread(matched_bits, 15) & ~_spread(matched_bits, comparable_bits)
        | _spread(crowd_bits & ~matched_bits, 15)
        | case
            when outside = 'static' and not (protocol = 'voc' and is_difficult)
                then _spread(reached_bits & ~matched_bits, 15 & ~label_area_bits)
            else _spread(reached_bits & ~matched_bits, 15 & ~comparable_bits)
        end as ignored_bits
    from masked

)

select
    matching_id,
    prediction_set_id,
    class_id,
    item_id,
    prediction_id,
    confidence,
    class_rank,
    row_number() over (
        partition by matching_id, item_id, class_id
        order by confidence desc, iou desc, prediction_id asc
    ) as item_rank,
    inside_bits as area_bits,
    true_bits,
    ignored_bits & ~true_bits as ignored_bits,
    event_id as event_number
from spread;

comment on macro table _cell_closest is  -- noqa: PRS
'The outcome of each prediction under closest or voc in the 40 cells of COCO.';
