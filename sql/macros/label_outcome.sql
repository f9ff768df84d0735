-- macro:  label_outcome
-- grain:  one row per (prediction_set, label_id)
-- reads:  _checked, _chosen_set, _is_answer, _judged, _left_out_class, _left_out_label,
--         _left_out_scope, _member, _reaches, class, item, label, pair, prediction, task
-- units:  iou is a fraction
-- null:   reason of a found label; prediction columns where no prediction is meant
-- absent: labels outside item_filter, of other classes, and under outside := 'drop' excluded ones
-- follows: reason is the first that holds. ignored: crowd, difficult, excluded. missed: low_iou (a
--         prediction of its class overlaps it with 0.1 <= IoU < threshold), wrong_class (one of
--         another class reaches the threshold), low_confidence (found without min_confidence),
--         no_prediction (of its own: none overlaps it, or those that do belong to other labels).
--         Of a text: wrong_text, low_confidence, no_prediction
-- note:   the prediction columns name the prediction that the reason is about

create or replace macro label_outcome(
    predictions := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all',
    protocol := 'closest',
    class_scope := 'same_class',
    outside := 'ignore'
) as table
with

chosen as (

    from _chosen_set(predictions := predictions, compare_as := compare_as, protocol := protocol)

),

judged as (

    -- without min_confidence: a label that only falls below it was found all the same
    select
        every.*,
        _is_answer(every.confidence, min_confidence, chosen.is_strict) as is_present
    from _judged(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := '-infinity'::double,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    ) as every
    inner join chosen using (prediction_set_id)

),

finder as (

    select
        prediction_set_id,
        label_id,
        prediction_id,
        iou,
        is_present
    from judged
    where is_true_positive

),

near as (

    -- the best of the predictions that are there and explain why the label was missed; which labels
    -- take part is asked once, below
    select
        judged.prediction_set_id,
        overlapping.label_id,
        overlapping.prediction_id,
        overlapping.iou,
        overlapping.is_same_class
    from pair as overlapping
    inner join judged using (matching_id, prediction_id)
    inner join class on judged.class_id = class.class_id
    inner join task on class.task_id = task.task_id
    where
        judged.is_present
        and not overlapping.is_ignored
        and case
            when overlapping.is_same_class
                then
                    (overlapping.iou >= 0.1 or task.kind = 'text')
                    and not _reaches(overlapping.iou, iou_threshold, protocol)
            else _reaches(overlapping.iou, iou_threshold, protocol)
        end
    qualify row_number() over (
        partition by judged.prediction_set_id, overlapping.label_id
        order by
            overlapping.is_same_class desc,
            overlapping.iou desc,
            judged.confidence desc,
            class.class_name asc,
            overlapping.prediction_id asc
    ) = 1

),

known_label as (

    select
        chosen.prediction_set_id,
        chosen.prediction_set_name,
        label.label_id,
        label.label_key,
        label.item_id,
        label.class_id,
        label.shape = 'tag' and label.text is not null as is_text,
        case
            when label.is_crowd then 'crowd'
            -- compared as keypoints, a label without a visible one hides what lies over it
            when label.comparable_bits & chosen.shape_bit = 0 then 'no_keypoints'
            when protocol = 'voc' and label.is_difficult then 'difficult'
            when left_out.label_id is not null then 'excluded'
            when protocol = 'coco' and label.area_px2 > 1e10 then 'excluded'
        end as ignore_reason
    from label
    inner join _member(item_filter := item_filter) as member using (item_id)
    inner join class on label.class_id = class.class_id
    inner join chosen
        on member.dataset_id = chosen.dataset_id and class.task_id = chosen.task_id
    anti join _left_out_class(classes := classes) as other
        on label.class_id = other.class_id
    left join _left_out_label(label_filter := label_filter) as left_out
        on label.label_id = left_out.label_id
    anti join _left_out_scope(item_scope := item_scope) as unasked
        on
            chosen.prediction_set_id = unasked.prediction_set_id
            and label.item_id = unasked.item_id
    where
        (outside <> 'drop' or left_out.label_id is null)
        and (
            label.comparable_bits & chosen.shape_bit > 0
            or (chosen.compared_as = 'keypoints' and label.visible_keypoints = 0)
        )

),

explained as (

    select
        known_label.*,
        case
            when known_label.ignore_reason is not null then 'ignored'
            when finder.is_present then 'found'
            else 'missed'
        end as outcome,
        case
            when known_label.ignore_reason is not null then known_label.ignore_reason
            when finder.is_present then null
            when near.is_same_class and known_label.is_text then 'wrong_text'
            when near.is_same_class then 'low_iou'
            when near.prediction_id is not null then 'wrong_class'
            when finder.prediction_id is not null then 'low_confidence'
            else 'no_prediction'
        end as reason,
        case
            when known_label.ignore_reason is not null then null
            when finder.is_present then finder.prediction_id
            else coalesce(near.prediction_id, finder.prediction_id)
        end as shown_prediction_id,
        case
            when known_label.ignore_reason is not null then null
            when finder.is_present then finder.iou
            else coalesce(near.iou, finder.iou)
        end as shown_iou
    from known_label
    left join finder using (prediction_set_id, label_id)
    left join near using (prediction_set_id, label_id)

)

select
    explained.prediction_set_name as prediction_set,
    explained.item_id,
    item.item_key,
    explained.label_id,
    explained.label_key,
    class.class_name,
    explained.outcome,
    explained.reason,
    explained.shown_prediction_id as prediction_id,
    coalesce(prediction.prediction_key, prediction.source_row::varchar) as prediction_key,
    explained.shown_iou as iou
from explained
inner join item using (item_id)
inner join class on explained.class_id = class.class_id
left join prediction on explained.shown_prediction_id = prediction.prediction_id
where _checked(compare_as, item_scope, '101')
order by explained.prediction_set_name, explained.label_id;

comment on macro table label_outcome is  -- noqa: PRS
'What became of each label: found, missed or ignored, by which prediction, and why.';
