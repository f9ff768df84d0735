-- macro:  label_error_candidate
-- grain:  one row per (prediction_set, kind, label_id, prediction_id), one per label and kind
-- reads:  _box_overlap, _checked, _chosen_set, _judged, _left_out_label, _member, _overlap,
--         _reaches, class, item, label, prediction
-- units:  score, confidence, iou and support are fractions; *_px in pixels
-- null:   label columns and support of a missing label; iou where no label overlaps
-- absent: crowd labels, and labels that label_filter leaves out, are never suspects
-- follows: from predictions of min_confidence or more that are neither true positives nor ignored
--         and reach the threshold with no label of their class. wrong_class: a label of another
--         class reaches the threshold, and no true positive of that label is as confident; score
--         = confidence * iou * (1 - support), support being the confidence of its true positive
--         (0 without one). badly_placed: else a label of the class has 0.1 <= IoU < threshold, and
--         no true positive at any confidence; score = confidence * (1 - iou). missing: else no
--         label has IoU 0.1 or more; score = confidence * (1 - iou). wrong_text: a reference that a
--         generated text does not match; score = confidence * (1 - iou)
-- note:   of several predictions against one label the row has the one of the highest score; of
--         several that overlap where a label is missing, the most confident

create or replace macro label_error_candidate(
    predictions := null,
    iou_threshold := 0.5,
    min_confidence := 0.5,
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

    select each.*
    from _judged(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    ) as each
    semi join _member(item_filter := item_filter) as member using (item_id)

),

supported as (

    select
        prediction_set_id,
        label_id,
        confidence as support
    from judged
    where is_true_positive

),

confident as (

    select
        judged.matching_id,
        judged.prediction_set_id,
        judged.item_id,
        judged.prediction_id,
        judged.confidence,
        told.prediction_id is not null as is_text
    from judged
    left join (
        select prediction_id
        from prediction
        where shape = 'tag' and text is not null
    ) as told on judged.prediction_id = told.prediction_id
    where
        not judged.is_true_positive
        and judged.ignore_reason is null
        and judged.confidence >= coalesce(min_confidence::double, 0.5)

),

overlap as (

    -- the closest label of its own and of any other class
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
        semi join confident using (matching_id, prediction_id)
    ) as each
    group by each.prediction_id

),

explained as (

    select
        confident.*,
        case
            when _reaches(overlap.same_iou, iou_threshold, protocol) then null
            when _reaches(overlap.other_iou, iou_threshold, protocol) then 'wrong_class'
            when confident.is_text then 'wrong_text'
            when overlap.same_iou >= 0.1 then 'badly_placed'
            when coalesce(overlap.other_iou, 0) < 0.1 then 'missing'
        end as kind,
        case kind
            when 'wrong_class' then overlap.other_label_id
            when 'wrong_text' then overlap.same_label_id
            when 'badly_placed' then overlap.same_label_id
        end as suspect_label_id,
        case kind
            when 'wrong_class' then overlap.other_iou
            else overlap.same_iou
        end as iou
    from confident
    left join overlap using (prediction_id)

),

scored as (

    select
        explained.*,
        case explained.kind when 'wrong_class' then coalesce(supported.support, 0) end as support,
        explained.confidence * case explained.kind
            when 'wrong_class' then explained.iou * (1 - coalesce(supported.support, 0))
            else 1 - coalesce(explained.iou, 0)
        end as score
    from explained
    left join supported
        on
            explained.prediction_set_id = supported.prediction_set_id
            and explained.suspect_label_id = supported.label_id
    where
        explained.kind is not null
        and case explained.kind
            when 'wrong_class' then coalesce(supported.support, -1) < explained.confidence
            else supported.label_id is null
        end

),

placed as (

    select
        scored.*,
        prediction.class_id,
        prediction.prediction_key,
        prediction.source_row,
        prediction.x_px,
        prediction.y_px,
        prediction.w_px,
        prediction.h_px,
        class.class_name as predicted_class
    from scored
    inner join prediction using (prediction_id)
    inner join class on prediction.class_id = class.class_id

),

missing as (

    from placed
    where kind = 'missing'

),

covered as (

    -- where a more confident prediction says the same, however it calls it
    select distinct weaker.prediction_id
    from missing as weaker
    inner join missing as stronger
        on
            weaker.prediction_set_id = stronger.prediction_set_id
            and weaker.item_id = stronger.item_id
            and weaker.x_px < stronger.x_px + stronger.w_px
            and stronger.x_px < weaker.x_px + weaker.w_px
            and weaker.y_px < stronger.y_px + stronger.h_px
            and stronger.y_px < weaker.y_px + weaker.h_px
    where
        (stronger.confidence, weaker.predicted_class, weaker.prediction_id)
        > (weaker.confidence, stronger.predicted_class, stronger.prediction_id)
        and _reaches(_box_overlap(weaker, stronger), iou_threshold, protocol)

),

suspect as (

    from missing
    anti join covered using (prediction_id)
    union all
    from placed
    where kind <> 'missing'
    qualify row_number() over (
        partition by prediction_set_id, kind, suspect_label_id
        order by score desc, confidence desc, predicted_class asc, prediction_id asc
    ) = 1

)

select
    chosen.prediction_set_name as prediction_set,
    suspect.kind,
    suspect.score,
    suspect.item_id,
    item.item_key,
    suspect.suspect_label_id as label_id,
    label.label_key,
    label_class.class_name,
    suspect.predicted_class,
    suspect.prediction_id,
    coalesce(suspect.prediction_key, suspect.source_row::varchar) as prediction_key,
    suspect.confidence,
    suspect.iou,
    suspect.support,
    suspect.x_px as suggested_x_px,
    suspect.y_px as suggested_y_px,
    suspect.w_px as suggested_w_px,
    suspect.h_px as suggested_h_px
from suspect
inner join _chosen_set(
    predictions := predictions, compare_as := compare_as, protocol := protocol
) as chosen
    using (prediction_set_id)
inner join item using (item_id)
left join label on suspect.suspect_label_id = label.label_id
left join class as label_class on label.class_id = label_class.class_id
anti join _left_out_label(label_filter := label_filter) as left_out
    on suspect.suspect_label_id = left_out.label_id
where _checked(compare_as, item_scope, '101')
order by
    chosen.prediction_set_name asc,
    suspect.score desc,
    suspect.kind asc,
    item.item_order asc,
    item.item_id asc,
    suspect.predicted_class asc,
    suspect.prediction_id asc,
    suspect.suspect_label_id asc;

comment on macro table label_error_candidate is  -- noqa: PRS
'Labels that are probably missing, of the wrong class or badly placed: where confident predictions disagree, the strongest first.';
