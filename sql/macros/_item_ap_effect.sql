-- macro:  _item_ap_effect
-- grain:  one row per (prediction_set_id, item_id)
-- reads:  _chosen_set, _counting_label, _judged, _member, _support, class
-- units:  by how much the mean AP would rise if the item counted (1 + e) times, over e, for small e
-- null:   never; an item that changes nothing has 0
-- follows: AP is the sum of T / N over the true positives, over the number of labels L, where T and
--         N are the true positives and the predictions down to that rank. A prediction of weight e
--         more changes N (and T, if it is true) at its rank and at every later one; a label of
--         weight e more changes L. Precision is not interpolated here, and the mean is over classes
--         with labels or (but under coco) predictions

create or replace macro _item_ap_effect(
    predictions := null,
    compare_as := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    protocol := 'closest',
    class_scope := 'same_class',
    outside := 'ignore'
) as table
with

member as (

    from _member(item_filter := item_filter)

),

judged as (

    select
        each.prediction_set_id,
        each.class_id,
        each.item_id,
        each.class_rank,
        each.is_true_positive
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
    ) as each
    semi join member using (item_id)
    where each.ignore_reason is null

),

counted as (

    select
        prediction_set_id,
        class_id,
        item_id,
        class_rank,
        is_true_positive,
        row_number() over (
            partition by prediction_set_id, class_id order by class_rank asc
        ) as confidence_rank,
        sum(is_true_positive::integer) over (
            partition by prediction_set_id, class_id
            order by class_rank asc
            rows between unbounded preceding and current row
        ) as true_positive_rank
    from judged

),

changed as (

    -- what weight at this rank does to the precision of the true positives from here on
    select
        prediction_set_id,
        class_id,
        item_id,
        class_rank,
        case when is_true_positive then true_positive_rank / confidence_rank else 0 end
        + is_true_positive::integer * sum(
            case when is_true_positive then 1 / confidence_rank else 0 end
        ) over later
        - sum(
            case
                when is_true_positive then true_positive_rank / (confidence_rank * confidence_rank)
                else 0
            end
        ) over later as change,
        case when is_true_positive then true_positive_rank / confidence_rank else 0 end
            as precision_here
    from counted
    window later as (
        partition by prediction_set_id, class_id
        order by class_rank desc
        rows between unbounded preceding and current row
    )

),

support as (

    select
        prediction_set_id,
        class_id,
        label_count
    from _support(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        label_filter := label_filter,
        classes := classes,
        protocol := protocol
    )
    where label_count > 0

),

area as (

    -- per class: labels, and the sum of precisions, which is AP times labels
    select
        support.prediction_set_id,
        support.class_id,
        support.label_count,
        coalesce(sum(changed.precision_here order by changed.class_rank asc), 0) as precision_sum
    from support
    left join changed using (prediction_set_id, class_id)
    group by support.prediction_set_id, support.class_id, support.label_count

),

class_count as (

    select
        prediction_set_id,
        count(distinct class_id) as class_count
    from (
        select
            prediction_set_id,
            class_id
        from support
        union all
        select
            prediction_set_id,
            class_id
        from judged
        where protocol <> 'coco'
    ) as there
    group by prediction_set_id

),

labelled as (

    select
        chosen.prediction_set_id,
        counting.item_id,
        counting.class_id,
        -- COCO leaves out labels of more than 1e10 square pixels
        sum(
            case protocol
                when 'coco' then counting.low_counts & 4294967295
                else counting.label_count
            end
        )::bigint as label_count
    from _counting_label(label_filter := label_filter, classes := classes, protocol := protocol)
        as counting
    inner join class using (class_id)
    inner join _chosen_set(
        predictions := predictions, compare_as := compare_as, protocol := protocol
    ) as chosen using (task_id)
    where counting.comparable_bits & chosen.shape_bit > 0
    group by chosen.prediction_set_id, counting.item_id, counting.class_id

),

piece as (

    select
        changed.prediction_set_id,
        changed.item_id,
        changed.class_id,
        changed.class_rank,
        changed.change / area.label_count as effect
    from changed
    inner join area using (prediction_set_id, class_id)
    union all
    select
        area.prediction_set_id,
        labelled.item_id,
        area.class_id,
        null as class_rank,
        -area.precision_sum / area.label_count * labelled.label_count / area.label_count as effect
    from area
    inner join labelled using (prediction_set_id, class_id)

),

summed as (

    select
        piece.prediction_set_id,
        piece.item_id,
        sum(piece.effect order by class.class_name asc, piece.class_rank asc nulls last) as effect
    from piece
    inner join class using (class_id)
    group by piece.prediction_set_id, piece.item_id

)

select
    chosen.prediction_set_id,
    member.item_id,
    coalesce(summed.effect / class_count.class_count, 0) as effect
from _chosen_set(
    predictions := predictions, compare_as := compare_as, protocol := protocol
) as chosen
inner join member using (dataset_id)
left join summed using (prediction_set_id, item_id)
left join class_count using (prediction_set_id)
order by chosen.prediction_set_id, member.item_id;

comment on macro table _item_ap_effect is  -- noqa: PRS
'By how much each item lowers or raises the mean AP, to first order.';
