-- macro:  _class_measure
-- grain:  one row per (prediction_set_id, slice_number, class_id) of the class set
-- reads:  _checked_class_set, _class_slice, _declared_class, _judged, _member, _quoted, _quoted_list,
--         _recall_points, _recall_tenths, _support, class
-- units:  iou_sum in 2^-52, an integer, so that no order of addition changes the mean
-- null:   average_precision when a class has nothing to find and nothing predicted; of a class of a
--         classification average_precision, grid_true_count and iou_sum, which are about places
-- follows: average precision from the true positives alone: k-th true positive at rank r has precision
--         k / r; the envelope is the highest precision at this or a greater recall

create or replace macro _class_measure(
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
    interpolation := '101',
    outside := 'ignore'
) as table
with

support as materialized (

    select
        prediction_set_id,
        slice_number,
        class_id,
        label_count
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

member as (

    select
        slice_number,
        item_id
    from _member(item_filter := item_filter, slice_by := slice_by, slices := slices)

),

ranked as (

    -- ignored predictions are neither right nor wrong and take no rank; but who is ignored at this
    -- threshold may be a true positive at another, so those stay for the recall over thresholds
    select
        judged.prediction_set_id,
        member.slice_number,
        judged.class_id,
        judged.iou,
        judged.is_true_positive,
        judged.grid_true_count,
        judged.ignore_reason is null as is_counting,
        -- one number to partition by: a quarter less time for 50 slices than four columns
        row_number() over (
            partition by
                2 * _class_slice(judged.prediction_set_id, member.slice_number, judged.class_id)
                + (judged.ignore_reason is null)::integer
            order by judged.class_rank asc
        ) as confidence_rank
    from _judged(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    ) as judged
    inner join member using (item_id)
    where judged.ignore_reason is null or judged.grid_true_count > 0

),

counted as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        sum(is_counting::integer)::bigint as prediction_count,
        sum((is_counting and is_true_positive)::integer)::bigint as true_positive_count,
        sum(case when is_counting and is_true_positive then (iou * 4503599627370496)::bigint end) as iou_sum,
        sum(grid_true_count)::bigint as grid_true_count
    from ranked
    group by prediction_set_id, slice_number, class_id

),

hit as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        confidence_rank,
        row_number() over (
            partition by prediction_set_id, slice_number, class_id order by confidence_rank asc
        ) as hit_number
    from ranked
    where is_counting and is_true_positive

),

envelope as (

    select
        hit.prediction_set_id,
        hit.slice_number,
        hit.class_id,
        hit.hit_number,
        hit.hit_number / support.label_count as recall,
        (hit.hit_number - 1) / support.label_count as recall_before,
        support.label_count,
        max(hit.hit_number / hit.confidence_rank) over (
            partition by hit.prediction_set_id, hit.slice_number, hit.class_id
            order by hit.hit_number desc
            rows between unbounded preceding and current row
        ) as interpolated_precision
    from hit
    inner join support using (prediction_set_id, slice_number, class_id)

),

averaged as (

    select
        prediction_set_id,
        slice_number,
        class_id,
        case interpolation
            when '101' then sum(
                interpolated_precision * (
                    _recall_points(recall)
                    - case when hit_number = 1 then 0 else _recall_points(recall_before) end
                )
                order by hit_number asc
            ) / 101
            when '11' then sum(
                interpolated_precision * (
                    _recall_tenths(recall)
                    - case when hit_number = 1 then 0 else _recall_tenths(recall_before) end
                )
                order by hit_number asc
            ) / 11
            else sum(interpolated_precision order by hit_number asc) / any_value(label_count)
        end as average_precision
    from envelope
    group by prediction_set_id, slice_number, class_id

),

in_set as (

    select
        prediction_set_id,
        slice_number,
        class_id
    from support
    where label_count > 0
    union
    select
        prediction_set_id,
        slice_number,
        class_id
    from counted
    where prediction_count > 0 and _checked_class_set(class_set, protocol) <> 'labelled'
    union
    select
        prediction_set_id,
        slice_number,
        class_id
    from query(
        case _checked_class_set(class_set, protocol)
            when 'declared'
                then 'from _declared_class(predictions := ' || _quoted(predictions)
                || ', compare_as := ' || _quoted(compare_as)
                    || ', item_filter := ' || _quoted(item_filter)
                    || ', slice_by := ' || _quoted(slice_by)
                    || ', slices := ' || _quoted_list(slices)
                    || ', classes := ' || _quoted_list(classes)
                    || ', item_scope := ' || _quoted(item_scope)
                    || ', protocol := ' || _quoted(protocol) || ')'
            else 'select null as prediction_set_id, null as slice_number, null as class_id '
                || 'where false'
        end
    )

)

select
    in_set.prediction_set_id,
    in_set.slice_number,
    in_set.class_id,
    coalesce(support.label_count, 0) as label_count,
    coalesce(counted.prediction_count, 0) as prediction_count,
    coalesce(counted.true_positive_count, 0) as true_positive_count,
    case when class.task_id = 1 then counted.iou_sum end as iou_sum,
    case when class.task_id = 1 then coalesce(counted.grid_true_count, 0) end as grid_true_count,
    case
        when class.task_id <> 1 then null
        when support.label_count > 0 or counted.prediction_count > 0
            then coalesce(averaged.average_precision, 0)
    end as average_precision
from in_set
inner join class using (class_id)
left join support using (prediction_set_id, slice_number, class_id)
left join counted using (prediction_set_id, slice_number, class_id)
left join averaged using (prediction_set_id, slice_number, class_id);

comment on macro table _class_measure is  -- noqa: PRS
'The counts of every class in every slice, as integers, and its average precision.';
