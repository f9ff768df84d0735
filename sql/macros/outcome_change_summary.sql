-- macro:  outcome_change_summary
-- grain:  one row per (slice, class_name); class_name null is all classes together
-- reads:  _both_sets, _common_filter, _compared_set, _member, _slice_list, mcnemar_p,
--         outcome_change
-- units:  *_count are labels; p_value is a probability
-- null:   class_name of the row for all classes; p_value without labels
-- absent: classes without a label in the slice
-- follows: p_value is that of McNemar's exact test over fixed and broken. It takes labels for
--         independent, which those of one item seldom are: intervals over items are the safer answer

create or replace macro outcome_change_summary(
    baseline_set := null,
    candidate_set := null,
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
    outside := 'ignore'
) as table
with

compared as materialized (

    from _compared_set(
        baseline_set := baseline_set,
        candidate_set := candidate_set,
        compare_as := compare_as,
        protocol := protocol
    )

),

changed as (

    select
        item_id,
        class_name,
        change
    from outcome_change(
        baseline_set := baseline_set,
        candidate_set := candidate_set,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        compare_as := compare_as,
        item_scope := item_scope,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    )

),

counted as (

    select
        member.slice_number,
        changed.class_name,
        grouping(changed.class_name) = 1 as is_total,
        count(*) as label_count,
        sum((changed.change = 'both')::integer)::bigint as both_count,
        sum((changed.change = 'fixed')::integer)::bigint as fixed_count,
        sum((changed.change = 'broken')::integer)::bigint as broken_count,
        sum((changed.change = 'neither')::integer)::bigint as neither_count
    from changed
    inner join _member(item_filter := item_filter, slice_by := slice_by, slices := slices)
        as member using (item_id)
    group by grouping sets (
        (member.slice_number),
        (member.slice_number, changed.class_name)
    )

),

listed as (

    select
        compared.baseline_name,
        compared.candidate_name,
        slice_list.slice_number,
        slice_list.slice
    from _slice_list(
        predictions := _both_sets(baseline_set, candidate_set),
        compare_as := compare_as,
        item_filter := _common_filter(
            item_filter, baseline_set, candidate_set, item_scope, protocol
        ),
        slice_by := slice_by,
        slices := slices,
        item_scope := item_scope,
        protocol := protocol
    ) as slice_list
    inner join compared on slice_list.prediction_set_id = compared.candidate_id

)

select
    listed.baseline_name,
    listed.candidate_name,
    listed.slice,
    counted.class_name,
    coalesce(counted.label_count, 0) as label_count,
    coalesce(counted.both_count, 0) as both_count,
    coalesce(counted.fixed_count, 0) as fixed_count,
    coalesce(counted.broken_count, 0) as broken_count,
    coalesce(counted.neither_count, 0) as neither_count,
    mcnemar_p(counted.fixed_count, counted.broken_count) as p_value
from listed
left join counted using (slice_number)
order by listed.slice nulls last, counted.class_name nulls first;

comment on macro table outcome_change_summary is  -- noqa: PRS
'How many labels of every slice and class were fixed, broken, found by both sets or by neither, with McNemar''s exact p.';
