-- macro:  _cell_measure
-- grain:  one row per (prediction_set_id, slice_number, class_id, cell)
-- reads:  _cell, _checked_class_set, _chosen_set, _class_slice, _is_answer, _left_out_class,
--         _member, _packed_high, _packed_low, _recall_points, _recall_tenths, _spread, _support
-- units:  fractions in [0, 1]
-- null:   recall of a class without labels in the area range of the cell
-- absent: classes that have nothing to find in a cell, unless they count because of predictions
-- follows: COCOeval.accumulate in pycocotools; a cell is area_range * 10 + threshold
-- note:   works on events: an event is a prediction that is a true positive or ignored in any cell.
--         All others are false positives wherever they lie inside the area range, so it is enough
--         to count them between events

create or replace macro _cell_measure(
    last_cell := 39,
    predictions := null,
    compare_as := null,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    item_scope := 'all',
    protocol := 'coco',
    class_scope := 'same_class',
    class_set := null,
    interpolation := '101',
    outside := 'ignore'
) as table
with

member as materialized (

    select
        slice_number,
        item_id
    from _member(item_filter := item_filter, slice_by := slice_by, slices := slices)

),

support as materialized (

    -- one number for set, slice and class: grouping by it is twice as fast as by three
    select
        prediction_set_id,
        slice_number,
        class_id,
        _class_slice(prediction_set_id, slice_number, class_id) as class_slice,
        area_counts as label_counts
    from _support(
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

cell_of as (

    select cell.*
    from _cell(
        compare_as := compare_as,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    ) as cell
    inner join _chosen_set(
        predictions := predictions, compare_as := compare_as, protocol := protocol
    ) as chosen
        using (matching_id)
    anti join _left_out_class(classes := classes) as other using (class_id)
    where _is_answer(cell.confidence, min_confidence, chosen.is_strict)

),

gap as (

    -- predictions up to an event and after the one before, by area range; the last of them is the
    -- event, whose own figures go along
    select
        _class_slice(cell_of.prediction_set_id, member.slice_number, cell_of.class_id)
            as class_slice,
        cell_of.event_number,
        sum(_packed_low(cell_of.area_bits)) as low_counts,
        sum(_packed_high(cell_of.area_bits)) as high_counts,
        max(case when cell_of.true_bits > 0 or cell_of.ignored_bits > 0 then cell_of.item_rank end)
            as item_rank,
        max(case when cell_of.true_bits > 0 or cell_of.ignored_bits > 0 then cell_of.area_bits end)
            as area_bits,
        max(case when cell_of.true_bits > 0 or cell_of.ignored_bits > 0 then cell_of.true_bits end)
            as true_bits,
        max(case when cell_of.true_bits > 0 or cell_of.ignored_bits > 0 then cell_of.ignored_bits end)
            as ignored_bits
    from cell_of
    inner join member using (item_id)
    where cell_of.event_number is not null
    group by class_slice, cell_of.event_number

),

passed as (

    select
        *,
        sum(low_counts::bigint) over so_far as low_passed,
        sum(high_counts::bigint) over so_far as high_passed
    from gap
    window so_far as (
        partition by class_slice
        order by event_number asc
        rows between unbounded preceding and current row
    )

),

event_cell as (

    -- an event of the whole set may lie outside the slice: then nobody of the slice is there
    select
        class_slice,
        event_number,
        item_rank,
        area_bits,
        true_bits,
        ignored_bits,
        [
            low_passed & 4294967295, low_passed >> 32, high_passed & 4294967295, high_passed >> 32
        ]::bigint[] as passed_counts,
        unnest(range(last_cell + 1)) as cell
    from passed
    where true_bits is not null

),

spread as (

    select
        class_slice * 64 + cell as class_cell,
        event_number,
        item_rank,
        passed_counts[1 + cell // 10] as passed_count,
        (true_bits >> cell) & 1 = 1 as is_true_positive,
        (area_bits >> (cell // 10)) & 1 = 1 as is_inside
    from event_cell
    where
        (true_bits >> cell) & 1 = 1
        or ((ignored_bits >> cell) & 1 = 1 and (area_bits >> (cell // 10)) & 1 = 1)

),

ranked as (

    -- a true positive outside the area range counts, an ignored prediction inside does not
    select
        class_cell,
        event_number,
        item_rank,
        is_true_positive,
        sum(is_true_positive::integer) over so_far as hit_number,
        passed_count + sum(
            case when not is_true_positive then -1 when is_inside then 0 else 1 end
        ) over so_far as confidence_rank
    from spread
    window so_far as (
        partition by class_cell
        order by event_number asc
        rows between unbounded preceding and current row
    )

),

envelope as (

    select
        class_cell,
        hit_number::bigint as hit_number,
        item_rank,
        max(hit_number / confidence_rank) over (
            partition by class_cell
            order by event_number desc
            rows between unbounded preceding and current row
        ) as interpolated_precision
    from ranked
    where is_true_positive

),

class_cell as materialized (

    select
        prediction_set_id,
        slice_number,
        class_id,
        cell,
        class_slice * 64 + cell as class_cell,
        label_counts[1 + cell // 10] as label_count
    from (
        select
            *,
            unnest(range(last_cell + 1)) as cell
        from support
    ) as each
    where label_counts[1 + cell // 10] > 0

),

averaged as (

    select
        envelope.class_cell,
        case interpolation
            when '101' then sum(
                envelope.interpolated_precision * (
                    _recall_points(envelope.hit_number / class_cell.label_count)
                    - case
                        when envelope.hit_number = 1 then 0
                        else _recall_points((envelope.hit_number - 1) / class_cell.label_count)
                    end
                )
                order by envelope.hit_number asc
            ) / 101
            when '11' then sum(
                envelope.interpolated_precision * (
                    _recall_tenths(envelope.hit_number / class_cell.label_count)
                    - case
                        when envelope.hit_number = 1 then 0
                        else _recall_tenths((envelope.hit_number - 1) / class_cell.label_count)
                    end
                )
                order by envelope.hit_number asc
            ) / 11
            else sum(envelope.interpolated_precision order by envelope.hit_number asc)
                / any_value(class_cell.label_count)
        end as ap,
        sum((envelope.item_rank <= 1)::integer) / any_value(class_cell.label_count) as ar_1,
        sum((envelope.item_rank <= 10)::integer) / any_value(class_cell.label_count) as ar_10,
        sum((envelope.item_rank <= 100)::integer) / any_value(class_cell.label_count) as ar_100
    from envelope
    inner join class_cell using (class_cell)
    group by envelope.class_cell

),

predicted as (

    -- the cells in which a class has a prediction that is not ignored, one bit each
    select
        cell_of.prediction_set_id,
        member.slice_number,
        cell_of.class_id,
        bit_or(_spread(1023, cell_of.area_bits) & ~cell_of.ignored_bits) as cell_bits
    from cell_of
    inner join member using (item_id)
    where _checked_class_set(class_set, protocol) <> 'labelled'
    group by cell_of.prediction_set_id, member.slice_number, cell_of.class_id

),

unlabelled as (

    -- classes that count although nothing of them is there to be found: AP 0, no recall
    select
        prediction_set_id,
        slice_number,
        class_id,
        cell
    from (
        select
            *,
            unnest(range(last_cell + 1)) as cell
        from predicted
    ) as each
    where (cell_bits >> cell) & 1 = 1

)

select
    class_cell.prediction_set_id,
    class_cell.slice_number,
    class_cell.class_id,
    class_cell.cell,
    coalesce(averaged.ap, 0) as ap,
    coalesce(averaged.ar_1, 0) as ar_1,
    coalesce(averaged.ar_10, 0) as ar_10,
    coalesce(averaged.ar_100, 0) as ar_100
from class_cell
left join averaged using (class_cell)
union all
select
    unlabelled.prediction_set_id,
    unlabelled.slice_number,
    unlabelled.class_id,
    unlabelled.cell,
    0 as ap,
    null as ar_1,
    null as ar_10,
    null as ar_100
from unlabelled
anti join class_cell using (prediction_set_id, slice_number, class_id, cell);

comment on macro table _cell_measure is  -- noqa: PRS
'Average precision and recall of every class in every slice and cell of COCO, up to the last cell asked for.';
