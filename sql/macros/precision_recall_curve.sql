-- macro:  precision_recall_curve
-- grain:  one row per (prediction_set, slice, class_name, rank)
-- reads:  _checked, _checked_class_set, _curve_of_probability, _is_everything, _quoted, _quoted_list,
--         _scored, _slice_list, _support, answer, class
-- units:  confidence, precision, recall and interpolated_precision are fractions
-- null:   recall and interpolated_precision when the class has no label in the slice
-- absent: ignored predictions; classes without predictions
-- follows: interpolated_precision is the highest precision at this or a greater recall
-- note:   of a classifier that gave probabilities the curve is over all of them, not over its answers alone:
--         rank counts the items of this probability or more, as roc_curve does, and points are left
--         out where only recall stays as it is. Under protocol coco, label_filter or
--         prediction_filter it is over the answers

create or replace macro precision_recall_curve(
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
    outside := 'ignore'
) as table
with

support as (

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

ranked as (

    select
        *,
        row_number() over by_confidence as confidence_rank,
        sum(is_true_positive::integer) over by_confidence as true_positive_count
    from _scored(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
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
    )
    window by_confidence as (
        partition by prediction_set_id, slice_number, class_id
        order by class_rank asc
        rows between unbounded preceding and current row
    )

),

probable as (

    from query(
        case
            when
                protocol <> 'coco'
                and _is_everything(label_filter)
                and _is_everything(prediction_filter)
                then 'from _curve_of_probability(predictions := ' || _quoted(predictions)
                || ', compare_as := ' || _quoted(compare_as)
            else 'from _curve_of_probability(is_wanted := false'
        end
        || ', min_confidence := ' || _quoted(min_confidence::double::varchar)
        || ', item_filter := ' || _quoted(item_filter)
        || ', slice_by := ' || _quoted(slice_by)
        || ', slices := ' || _quoted_list(slices)
        || ', classes := ' || _quoted_list(classes) || ')'
    )

),

curve as (

    select
        ranked.prediction_set_id,
        ranked.slice_number,
        ranked.class_id,
        ranked.confidence_rank,
        ranked.confidence,
        ranked.true_positive_count / ranked.confidence_rank as precision,
        ranked.true_positive_count / nullif(support.label_count, 0) as recall,
        case
            when support.label_count > 0
                then max(ranked.true_positive_count / ranked.confidence_rank) over (
                    partition by
                        ranked.prediction_set_id, ranked.slice_number, ranked.class_id
                    order by ranked.confidence_rank desc
                    rows between unbounded preceding and current row
                )
        end as interpolated_precision,
        coalesce(support.label_count, 0) > 0 as is_labelled
    from ranked
    anti join (
        select distinct prediction_set_id
        from answer
        where
            protocol <> 'coco'
            and _is_everything(label_filter)
            and _is_everything(prediction_filter)
    ) as of_probability using (prediction_set_id)
    left join support using (prediction_set_id, slice_number, class_id)
    union all
    select
        prediction_set_id,
        slice_number,
        class_id,
        confidence_rank,
        confidence,
        precision,
        recall,
        interpolated_precision,
        true as is_labelled
    from probable

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    class.class_name,
    curve.confidence_rank as rank,
    curve.confidence,
    curve.precision,
    curve.recall,
    curve.interpolated_precision
from curve
inner join _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope,
    protocol := protocol
) as slice_list using (prediction_set_id, slice_number)
inner join class using (class_id)
where
    _checked(compare_as, item_scope, interpolation)
    and (curve.is_labelled or _checked_class_set(class_set, protocol) <> 'labelled')
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    class.class_name,
    curve.confidence_rank;

comment on macro table precision_recall_curve is  -- noqa: PRS
'Precision and recall of a class after each of its predictions, the most confident first.';
