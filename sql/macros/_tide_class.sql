-- macro:  _tide_class
-- grain:  one row per (prediction_set_id, slice_number, class_id) of the class set
-- reads:  _checked_class_set, _class_slice, _member, _support, _tide_judged, _tide_points, class
-- units:  *_ap are fractions in [0, 1]; the rest are objects
-- null:   an average precision where nothing is left to find and nothing is predicted: such a class
--         is not in the mean
-- follows: TIDE. A corrected error of Loc or Cls becomes a true positive if it would find its label (Cls:
--         in the class of the label) and else disappears; Dupe, Bkg and Both disappear; Miss
--         takes the missed labels away, false_negative all that are not found; false_positive puts
--         every false positive last. The recall k / n reaches floor(100 k / n) + 1 of the 101 points
-- note:   one pass in rank order serves every correction: the rank after it is the rank before, less
--         the rows that it takes away, and the rows that it adds. Rows are counted up to the next
--         event (who is a true positive before or after some correction), windows run over events

create or replace macro _tide_class(
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
    class_set := null,
    outside := 'ignore',
    background_threshold := 0.1,
    max_detections := null
) as table
with

support as materialized (

    select
        _class_slice(prediction_set_id, slice_number, class_id) as class_slice,
        label_count
    from _support(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        label_filter := label_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope
    )
    where label_count > 0

),

judged as materialized (

    select
        judged.prediction_set_id,
        judged.item_id,
        judged.class_id,
        judged.class_rank,
        judged.confidence,
        judged.is_true_positive,
        judged.ignore_reason is null as is_counted,
        judged.error_type,
        judged.label_class_id,
        judged.would_find
    from _tide_judged(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        outside := outside,
        background_threshold := background_threshold,
        max_detections := max_detections
    ) as judged

),

member as (

    select
        slice_number,
        item_id
    from _member(item_filter := item_filter, slice_by := slice_by, slices := slices)

),

placed as (

    -- few and narrow columns, since they are sorted: kind is 0 or, of errors, the number of the type,
    -- plus 8 for what counts, 16 for a true positive, 32 for what correcting Loc finds; 64 was moved.
    -- Within a class, rows of one confidence go by rank, those that moved there last
    select
        _class_slice(judged.prediction_set_id, member.slice_number, judged.class_id)
            as class_slice,
        judged.confidence,
        judged.class_rank::uinteger as place,
        (
            coalesce(
                list_position(['Cls', 'Loc', 'Both', 'Dupe', 'Bkg'], judged.error_type), 0
            )
            + 8 * judged.is_counted::integer
            + 16 * judged.is_true_positive::integer
            + 32 * coalesce(judged.would_find and judged.error_type = 'Loc', false)::integer
        )::utinyint as kind
    from judged
    inner join member using (item_id)
    union all
    select
        _class_slice(judged.prediction_set_id, member.slice_number, judged.label_class_id)
            as class_slice,
        judged.confidence,
        (
            2147483648
            + row_number() over (order by class.class_name asc, judged.class_rank asc)
        )::uinteger as place,
        64::utinyint as kind
    from judged
    inner join class on judged.class_id = class.class_id
    inner join member using (item_id)
    where judged.would_find and judged.error_type = 'Cls'

),

numbered as (

    -- one window over everything: with a partition a class it takes twice as long
    select
        class_slice,
        kind,
        coalesce(
            sum((kind >= 16)::integer) over (
                order by class_slice asc, confidence desc, place asc
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as event_number
    from placed

),

counted as (

    select
        class_slice,
        event_number,
        kind & 7 as type_number,
        kind & 8 > 0 as is_counted,
        kind & 16 > 0 as is_true_positive,
        kind & 32 > 0 as is_found,
        kind & 64 > 0 as is_moved,
        object_count
    from (
        select
            class_slice,
            event_number,
            kind,
            count(*) as object_count
        from numbered
        group by class_slice, event_number, kind
    ) as kind_of

),

event as (

    -- the rows up to an event, itself included; the last of a class may have none
    select
        class_slice,
        event_number,
        bool_or(is_true_positive) as is_true_positive,
        bool_or(is_found) as is_found,
        bool_or(is_moved) as is_moved,
        sum(object_count * is_counted::integer)::bigint as predicted,
        sum(object_count * (type_number = 1)::integer)::bigint as cls_count,
        sum(object_count * (type_number = 2)::integer)::bigint as loc_count,
        sum(object_count * (type_number = 3)::integer)::bigint as both_count,
        sum(object_count * (type_number = 4)::integer)::bigint as dupe_count,
        sum(object_count * (type_number = 5)::integer)::bigint as bkg_count,
        sum(object_count * (is_counted and type_number = 1)::integer)::bigint as cls,
        sum(object_count * (is_counted and type_number = 2)::integer)::bigint as loc,
        sum(object_count * (is_counted and type_number = 3)::integer)::bigint as both_wrong,
        sum(object_count * (is_counted and type_number = 4)::integer)::bigint as dupe,
        sum(object_count * (is_counted and type_number = 5)::integer)::bigint as bkg
    from counted
    group by class_slice, event_number

),

total as materialized (

    select
        class_slice // 1099511627776 as prediction_set_id,
        class_slice // 1048576 % 1048576 as slice_number,
        class_slice % 1048576 as class_id,
        class_slice,
        coalesce(support.label_count, 0) as label_count,
        coalesce(each.predicted, 0) as predicted,
        coalesce(each.hits, 0) as hits,
        coalesce(each.found, 0) as found,
        coalesce(each.moved, 0) as moved,
        coalesce(support.label_count, 0) - coalesce(each.hits + each.found + each.moved, 0)
            as missed,
        coalesce(each.cls_count, 0) as cls_count,
        coalesce(each.loc_count, 0) as loc_count,
        coalesce(each.both_count, 0) as both_count,
        coalesce(each.dupe_count, 0) as dupe_count,
        coalesce(each.bkg_count, 0) as bkg_count,
        coalesce(each.cls, 0) as cls,
        coalesce(each.loc, 0) as loc,
        coalesce(each.both_wrong, 0) as both_wrong,
        coalesce(each.dupe, 0) as dupe,
        coalesce(each.bkg, 0) as bkg
    from (
        select
            class_slice,
            sum(predicted)::bigint as predicted,
            sum(is_true_positive::integer)::bigint as hits,
            sum(is_found::integer)::bigint as found,
            sum(is_moved::integer)::bigint as moved,
            sum(cls_count)::bigint as cls_count,
            sum(loc_count)::bigint as loc_count,
            sum(both_count)::bigint as both_count,
            sum(dupe_count)::bigint as dupe_count,
            sum(bkg_count)::bigint as bkg_count,
            sum(cls)::bigint as cls,
            sum(loc)::bigint as loc,
            sum(both_wrong)::bigint as both_wrong,
            sum(dupe)::bigint as dupe,
            sum(bkg)::bigint as bkg
        from event
        group by class_slice
    ) as each
    full join support using (class_slice)

),

ranked as (

    select
        class_slice,
        event_number,
        is_true_positive,
        is_found,
        is_moved,
        (sum(is_true_positive::integer) over falling)::bigint as hits,
        (sum(is_found::integer) over falling)::bigint as found,
        (sum(is_moved::integer) over falling)::bigint as moved,
        (sum(predicted) over falling)::bigint as predicted,
        (sum(cls) over falling)::bigint as cls,
        (sum(loc) over falling)::bigint as loc,
        (sum(both_wrong) over falling)::bigint as both_wrong,
        (sum(dupe) over falling)::bigint as dupe,
        (sum(bkg) over falling)::bigint as bkg
    from event
    where is_true_positive or is_found or is_moved
    window falling as (
        partition by class_slice
        order by event_number asc
        rows between unbounded preceding and current row
    )

),

envelope as (

    -- interpolated precision as it is and after each correction; null where there is no hit then
    select
        *,
        case when is_true_positive then max(
            case when is_true_positive then hits / predicted end
        ) over rising end as base_precision,
        case when not is_found then max(
            case when not is_found then (hits + moved) / (predicted - cls + moved) end
        ) over rising end as cls_precision,
        case when not is_moved then max(
            case when not is_moved then (hits + found) / (predicted - loc + found) end
        ) over rising end as loc_precision,
        case when is_true_positive then max(
            case when is_true_positive then hits / (predicted - both_wrong) end
        ) over rising end as both_precision,
        case when is_true_positive then max(
            case when is_true_positive then hits / (predicted - dupe) end
        ) over rising end as dupe_precision,
        case when is_true_positive then max(
            case when is_true_positive then hits / (predicted - bkg) end
        ) over rising end as bkg_precision
    from ranked
    window rising as (
        partition by class_slice
        order by event_number desc
        rows between unbounded preceding and current row
    )

),

spread as (

    select
        envelope.class_slice,
        sum(
            envelope.base_precision * _tide_points(envelope.hits, total.label_count)
            order by envelope.event_number asc
        ) / 101 as base_ap,
        sum(
            envelope.cls_precision
            * _tide_points(envelope.hits + envelope.moved, total.label_count)
            order by envelope.event_number asc
        ) / 101 as cls_ap,
        sum(
            envelope.loc_precision
            * _tide_points(envelope.hits + envelope.found, total.label_count)
            order by envelope.event_number asc
        ) / 101 as loc_ap,
        sum(
            envelope.both_precision * _tide_points(envelope.hits, total.label_count)
            order by envelope.event_number asc
        ) / 101 as both_ap,
        sum(
            envelope.dupe_precision * _tide_points(envelope.hits, total.label_count)
            order by envelope.event_number asc
        ) / 101 as dupe_ap,
        sum(
            envelope.bkg_precision * _tide_points(envelope.hits, total.label_count)
            order by envelope.event_number asc
        ) / 101 as bkg_ap,
        sum(
            envelope.base_precision
            * _tide_points(envelope.hits, total.label_count - total.missed)
            order by envelope.event_number asc
        ) / 101 as miss_ap,
        sum(
            envelope.base_precision * _tide_points(envelope.hits, total.hits)
            order by envelope.event_number asc
        ) / 101 as false_negative_ap
    from envelope
    inner join total using (class_slice)
    group by envelope.class_slice

)

select
    total.prediction_set_id,
    total.slice_number,
    total.class_id,
    total.label_count,
    total.predicted as prediction_count,
    total.hits as true_positive_count,
    total.cls_count,
    total.loc_count,
    total.both_count,
    total.dupe_count,
    total.bkg_count,
    total.missed as miss_count,
    case
        when total.label_count > 0 or total.predicted > 0 then coalesce(spread.base_ap, 0)
    end as base_ap,
    case
        when total.label_count > 0 or total.predicted > total.cls then coalesce(spread.cls_ap, 0)
    end as cls_ap,
    case
        when total.label_count > 0 or total.predicted > total.loc then coalesce(spread.loc_ap, 0)
    end as loc_ap,
    case
        when total.label_count > 0 or total.predicted > total.both_wrong
            then coalesce(spread.both_ap, 0)
    end as both_ap,
    case
        when total.label_count > 0 or total.predicted > total.dupe
            then coalesce(spread.dupe_ap, 0)
    end as dupe_ap,
    case
        when total.label_count > 0 or total.predicted > total.bkg then coalesce(spread.bkg_ap, 0)
    end as bkg_ap,
    case
        when total.label_count > total.missed or total.predicted > 0
            then coalesce(spread.miss_ap, 0)
    end as miss_ap,
    case
        when total.label_count = 0 and total.predicted > 0 then 0
        when total.label_count > 0 and total.hits = 0 then 0
        when total.label_count > 0 then (100 * total.hits // total.label_count + 1) / 101
    end as false_positive_ap,
    case
        when total.hits > 0 or total.predicted > 0 then coalesce(spread.false_negative_ap, 0)
    end as false_negative_ap
from total
left join spread using (class_slice)
where total.label_count > 0 or _checked_class_set(class_set, 'closest') <> 'labelled';

comment on macro table _tide_class is  -- noqa: PRS
'The errors of every class in every slice, and its average precision before and after each correction.';
