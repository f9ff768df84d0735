-- macro:  outcome
-- grain:  one row per (prediction_set, prediction_id)
-- reads:  _checked, _chosen_set, _judged, _member, _overlap, _reaches, class, item, label,
--         prediction
-- units:  confidence and iou are fractions
-- null:   reason of a true positive; label columns where no label is meant
-- absent: predictions below min_confidence, outside item_filter and of other classes; under
--         outside := 'drop' what prediction_filter leaves out
-- follows: reason is the first that holds. ignored: crowd, difficult, excluded. fp: duplicate (IoU
--         reaches the threshold with its label, which a better prediction has), low_iou (0.1 <=
--         same-class IoU < threshold), wrong_class (other-class IoU reaches the threshold),
--         wrong_class_low_iou (0.1 <= other-class IoU < threshold), background. Of a tag:
--         wrong_class, not_labelled, of a text wrong_text; ignored (unlabelled) where its item has no
--         label of the task
-- note:   the label columns name the label that the reason is about: of another class for
--         wrong_class and wrong_class_low_iou, else the closest of its class

create or replace macro outcome(
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

judged as (

    select
        each.*,
        chosen.prediction_set_name
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
    inner join _chosen_set(
        predictions := predictions, compare_as := compare_as, protocol := protocol
    ) as chosen
        using (prediction_set_id)
    semi join _member(item_filter := item_filter) as member using (item_id)

),

overlap as (

    -- the closest label of its own and of any other class, for predictions that are false
    select
        each.prediction_id,
        min_by(each.label_id, each.place) filter (where each.is_same_class) as same_label_id,
        max(each.iou) filter (where each.is_same_class) as same_iou,
        min_by(each.label_id, each.place) filter (where not each.is_same_class) as other_label_id,
        max(each.iou) filter (where not each.is_same_class) as other_iou
    from (
        select
            overlapping.*,
            row_number() over (
                partition by overlapping.prediction_id
                order by
                    overlapping.iou desc,
                    overlapping.label_class_name asc,
                    overlapping.label_id asc
            ) as place
        from _overlap(
            label_filter := label_filter,
            classes := classes,
            outside := outside
        )
            as overlapping
        semi join judged using (matching_id, prediction_id)
    ) as each
    group by each.prediction_id

),

explained as (

    select
        judged.*,
        case
            when judged.is_true_positive then 'tp'
            when judged.ignore_reason is not null then 'ignored'
            else 'fp'
        end as outcome,
        case
            when judged.is_true_positive then null
            when judged.ignore_reason is not null then judged.ignore_reason
            when _reaches(overlap.same_iou, iou_threshold, protocol) and case class_scope
                when 'any_class' then judged.label_id = overlap.same_label_id
                else true
            end then 'duplicate'
            when
                overlap.same_iou >= 0.1
                and not _reaches(overlap.same_iou, iou_threshold, protocol)
                then 'low_iou'
            when _reaches(overlap.other_iou, iou_threshold, protocol) then 'wrong_class'
            when overlap.other_iou >= 0.1 then 'wrong_class_low_iou'
            else 'background'
        end as reason,
        overlap.same_label_id,
        overlap.same_iou,
        overlap.other_label_id,
        overlap.other_iou
    from judged
    left join overlap using (prediction_id)

),

placed as (

    select
        *,
        case
            when reason in ('wrong_class', 'wrong_class_low_iou') then other_label_id
            when outcome = 'fp' then same_label_id
            else explained.label_id
        end as shown_label_id,
        case
            when reason in ('wrong_class', 'wrong_class_low_iou') then other_iou
            when outcome = 'fp' then coalesce(same_iou, 0)
            else iou
        end as shown_iou
    from explained

)

select
    placed.prediction_set_name as prediction_set,
    placed.item_id,
    item.item_key,
    placed.prediction_id,
    coalesce(prediction.prediction_key, prediction.source_row::varchar) as prediction_key,
    class.class_name,
    placed.confidence,
    placed.outcome,
    case
        when prediction.shape <> 'tag' then placed.reason
        when placed.reason = 'crowd' then 'unlabelled'
        when prediction.text is not null and placed.outcome = 'fp' then 'wrong_text'
        when placed.reason = 'background' then 'not_labelled'
        else placed.reason
    end as reason,
    placed.shown_label_id as label_id,
    label.label_key,
    label_class.class_name as label_class,
    placed.shown_iou as iou
from placed
inner join item using (item_id)
inner join prediction using (prediction_id)
inner join class on placed.class_id = class.class_id
left join label on placed.shown_label_id = label.label_id
left join class as label_class on label.class_id = label_class.class_id
where _checked(compare_as, item_scope, '101')
order by placed.prediction_set_name, placed.prediction_id;

comment on macro table outcome is  -- noqa: PRS
'What became of each prediction: true positive, false positive or ignored, and why.';
