-- macro:  _rule_judged
-- grain:  one row per (rule, prediction_set_id, prediction_id) that counts
-- reads:  _chosen_set, _coco_max_rank, _is_answer, _judged, _left_out_class, evaluated
-- absent: predictions that the rule ignores
-- follows: rule 1 closest; 2 the same, and predictions inside a crowd count; 3 closest among the best of
--         an item and class, as many as COCO looks at; 4 coco; 5 closest, but the IoU must exceed the
--         threshold; 6 voc: as 5, and difficult labels are ignored
-- note:   who is not among the best is less confident than all that are, and so takes no label from
--         them: closest needs no second matching for rule 3 (ties at the limit aside)

create or replace macro _rule_judged(
    predictions := null,
    compare_as := null,
    iou_threshold := 0.5,
    min_confidence := null,
    classes := null::varchar[]
) as table
with

known as (

    select
        evaluated.prediction_set_id,
        evaluated.class_id,
        evaluated.item_id,
        evaluated.class_rank,
        evaluated.coco_item_rank <= _coco_max_rank(chosen.compared_as) as is_among_best,
        coalesce(
            evaluated.iou >= iou_threshold::double
            and evaluated.duplicate_iou < iou_threshold::double,
            false
        )
        and evaluated.label_id is not null as is_found,
        coalesce(evaluated.crowd_overlap >= iou_threshold::double, false) as is_in_crowd,
        coalesce(
            evaluated.iou > iou_threshold::double
            and evaluated.duplicate_iou <= iou_threshold::double,
            false
        )
        and evaluated.label_id is not null as is_found_above,
        coalesce(evaluated.crowd_overlap > iou_threshold::double, false) as is_in_crowd_above,
        coalesce(evaluated.is_difficult and evaluated.iou > iou_threshold::double, false)
            as is_on_difficult
    from evaluated
    inner join _chosen_set(predictions := predictions, compare_as := compare_as) as chosen
        using (matching_id)
    anti join _left_out_class(classes := classes) as other using (class_id)
    where
        chosen.task_id = 1
        and _is_answer(evaluated.confidence, min_confidence, chosen.is_strict)

)

select
    1 as rule,
    prediction_set_id,
    class_id,
    item_id,
    class_rank,
    is_found as is_true_positive
from known
where is_found or not is_in_crowd
union all
select
    2 as rule,
    prediction_set_id,
    class_id,
    item_id,
    class_rank,
    is_found as is_true_positive
from known
union all
select
    3 as rule,
    prediction_set_id,
    class_id,
    item_id,
    class_rank,
    is_found as is_true_positive
from known
where is_among_best and (is_found or not is_in_crowd)
union all
select
    4 as rule,
    judged.prediction_set_id,
    judged.class_id,
    judged.item_id,
    judged.class_rank,
    judged.is_true_positive
from _judged(
    predictions := predictions,
    compare_as := compare_as,
    iou_threshold := iou_threshold,
    min_confidence := min_confidence,
    classes := classes,
    protocol := 'coco'
) as judged
where judged.ignore_reason is null
union all
select
    5 as rule,
    prediction_set_id,
    class_id,
    item_id,
    class_rank,
    is_found_above as is_true_positive
from known
where is_found_above or not is_in_crowd_above
union all
select
    6 as rule,
    prediction_set_id,
    class_id,
    item_id,
    class_rank,
    is_found_above as is_true_positive
from known
where not is_on_difficult and (is_found_above or not is_in_crowd_above);

comment on macro table _rule_judged is  -- noqa: PRS
'Each prediction that counts under each of the rules that protocol_comparison goes through.';
