-- macro:  protocol_comparison
-- grain:  one row per (prediction_set, slice, class_name, rule, mean_over, recall_points); class_name null
--         is the mean over the classes of the class set
-- reads:  _checked, _rule_ap, _slice_list, class, prediction_set
-- units:  ap and difference are fractions in [0, 1] and [-1, 1]
-- null:   ap and difference where the class set has no class; step and difference of the row that
--         everything starts from: closest, observed, 101
-- absent: classes outside the class set; classifications; under rule coco sets that are not matched so
-- follows: a row differs from the one before it (previous_rule, previous_mean_over and recall_points 101)
--         in one thing only, which step names. The chain closest, closest with labelled classes,
--         max_detections, coco ends at COCO's number; closest, above, voc at that of VOC

create or replace macro protocol_comparison(
    predictions := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all'
) as table
with

measured as materialized (

    from _rule_ap(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope
    )

),

in_set as (

    select
        measured.*,
        class.class_name,
        unnest(
            case
                when measured.label_count > 0 then ['observed', 'labelled']
                else ['observed']
            end
        ) as class_set
    from measured
    inner join class using (class_id)

),

averaged as (

    select
        prediction_set_id,
        slice_number,
        rule,
        class_set,
        interpolation,
        class_name,
        label_count,
        prediction_count,
        1 as class_count,
        ap
    from in_set
    union all
    select
        prediction_set_id,
        slice_number,
        rule,
        class_set,
        interpolation,
        null as class_name,
        sum(label_count)::bigint as label_count,
        sum(prediction_count)::bigint as prediction_count,
        count(*) as class_count,
        avg(ap order by class_name asc) as ap
    from in_set
    group by prediction_set_id, slice_number, rule, class_set, interpolation

),

stepped as (

    -- what this row has changed, and from which
    select
        *,
        case
            when interpolation <> '101' or class_set = 'observed' or rule <> 1 then class_set
            else 'observed'
        end as previous_class_set,
        case
            when interpolation <> '101' then rule
            else [null, 1, 1, 3, 1, 5][rule]
        end as previous_rule,
        case
            when interpolation <> '101' then 'interpolation'
            when rule = 1 then case class_set when 'labelled' then 'classes_without_labels' end
            else [
                null, 'crowds_count', 'max_detections', 'second_choice', 'iou_above_threshold',
                'difficult_ignored'
            ][rule]
        end as step
    from averaged

),

named as (

    select
        *,
        coalesce(previous_rule, case when step is not null then 1 end) as from_rule,
        ['closest', 'crowds_count', 'max_detections', 'coco', 'above', 'voc'] as rule_names
    from stepped

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    named.class_name,
    named.rule_names[named.rule] as rule,
    named.class_set as mean_over,
    named.interpolation as recall_points,
    named.step,
    named.rule_names[named.from_rule] as previous_rule,
    case when named.step is not null then named.previous_class_set end as previous_mean_over,
    named.class_count,
    named.label_count,
    named.prediction_count,
    named.ap,
    named.ap - previous.ap as difference
from named
inner join _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope
) as slice_list using (prediction_set_id, slice_number)
inner join prediction_set
    on slice_list.prediction_set_id = prediction_set.prediction_set_id and prediction_set.task_id = 1
left join averaged as previous
    on
        named.prediction_set_id = previous.prediction_set_id
        and named.slice_number = previous.slice_number
        and named.class_name is not distinct from previous.class_name
        and named.from_rule = previous.rule
        and named.previous_class_set = previous.class_set
        and previous.interpolation = '101'
where _checked(compare_as, item_scope, '101')
order by
    slice_list.prediction_set_name asc,
    slice_list.slice asc nulls last,
    named.class_name asc nulls first,
    named.class_set desc,
    named.rule asc,
    named.interpolation asc;

comment on macro table protocol_comparison is  -- noqa: PRS
'Average precision by every rule, class set and interpolation, and what each step changes: why a number differs from that of another tool.';
