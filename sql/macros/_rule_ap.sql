-- macro:  _rule_ap
-- grain:  one row per (prediction_set_id, slice_number, class_id, rule, interpolation)
-- reads:  _class_slice, _member, _recall_points, _recall_tenths, _rule_judged, _support
-- units:  ap is a fraction in [0, 1]
-- null:   never: a class with predictions and no label has ap 0
-- absent: classes with neither labels nor predictions that count
-- follows: average precision as in _class_measure

create or replace macro _rule_ap(
    predictions := null,
    compare_as := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    item_scope := 'all'
) as table
with

counted_label as materialized (

    select
        unnest([1, 2, 3, 5]) as rule,
        prediction_set_id,
        slice_number,
        class_id,
        label_count
    from _support(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope
    )
    union all
    select
        4 as rule,
        prediction_set_id,
        slice_number,
        class_id,
        label_count
    from _support(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        protocol := 'coco'
    )
    union all
    select
        6 as rule,
        prediction_set_id,
        slice_number,
        class_id,
        label_count
    from _support(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        protocol := 'voc'
    )

),

ranked as (

    select
        judged.rule,
        judged.prediction_set_id,
        member.slice_number,
        judged.class_id,
        judged.is_true_positive,
        row_number() over (
            partition by
                8 * _class_slice(judged.prediction_set_id, member.slice_number, judged.class_id)
                + judged.rule
            order by judged.class_rank asc
        ) as confidence_rank
    from _rule_judged(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        classes := classes
    ) as judged
    inner join _member(
        item_filter := item_filter, slice_by := slice_by, slices := slices
    ) as member using (item_id)

),

counted as (

    select
        rule,
        prediction_set_id,
        slice_number,
        class_id,
        count(*) as prediction_count
    from ranked
    group by rule, prediction_set_id, slice_number, class_id

),

hit as (

    select
        ranked.*,
        row_number() over (
            partition by rule, prediction_set_id, slice_number, class_id
            order by confidence_rank asc
        ) as hit_number
    from ranked
    where is_true_positive

),

envelope as (

    select
        hit.rule,
        hit.prediction_set_id,
        hit.slice_number,
        hit.class_id,
        hit.hit_number,
        counted_label.label_count,
        hit.hit_number / counted_label.label_count as recall,
        (hit.hit_number - 1) / counted_label.label_count as recall_before,
        max(hit.hit_number / hit.confidence_rank) over (
            partition by hit.rule, hit.prediction_set_id, hit.slice_number, hit.class_id
            order by hit.hit_number desc
            rows between unbounded preceding and current row
        ) as interpolated_precision
    from hit
    inner join counted_label using (rule, prediction_set_id, slice_number, class_id)

),

averaged as (

    select
        rule,
        prediction_set_id,
        slice_number,
        class_id,
        sum(
            interpolated_precision * (
                _recall_points(recall)
                - case when hit_number = 1 then 0 else _recall_points(recall_before) end
            )
            order by hit_number asc
        ) / 101 as ap_101,
        sum(
            interpolated_precision * (
                _recall_tenths(recall)
                - case when hit_number = 1 then 0 else _recall_tenths(recall_before) end
            )
            order by hit_number asc
        ) / 11 as ap_11,
        sum(interpolated_precision order by hit_number asc) / any_value(label_count) as ap_all
    from envelope
    group by rule, prediction_set_id, slice_number, class_id

),

present as (

    select
        rule,
        prediction_set_id,
        slice_number,
        class_id
    from counted_label
    where label_count > 0
    union
    select
        rule,
        prediction_set_id,
        slice_number,
        class_id
    from counted

)

select
    present.rule,
    present.prediction_set_id,
    present.slice_number,
    present.class_id,
    coalesce(counted_label.label_count, 0) as label_count,
    coalesce(counted.prediction_count, 0) as prediction_count,
    unnest(['101', '11', 'all']) as interpolation,
    unnest([
        coalesce(averaged.ap_101, 0), coalesce(averaged.ap_11, 0), coalesce(averaged.ap_all, 0)
    ]) as ap
from present
left join counted_label using (rule, prediction_set_id, slice_number, class_id)
left join counted using (rule, prediction_set_id, slice_number, class_id)
left join averaged using (rule, prediction_set_id, slice_number, class_id);

comment on macro table _rule_ap is  -- noqa: PRS
'The average precision of each class under each rule and interpolation of protocol_comparison.';
