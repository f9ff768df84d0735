-- macro:  error_type
-- grain:  one row per (prediction_set, prediction_id, label_id): a prediction, or a missed label
-- reads:  _checked, _chosen_set, _left_out_class, _left_out_label, _left_out_scope, _member,
--         _object_set, _tide_judged, class, item, label, prediction
-- units:  confidence and iou are fractions
-- null:   prediction columns of a missed label; label columns where no label is meant; error_type of a
--         true positive
-- absent: predictions below min_confidence, outside item_filter, of other classes, and beyond
--         max_detections; what a filter excludes
-- follows: TIDE, as error_analysis. outcome is tp, fp, ignored (it lies in a crowd, which TIDE types
--         and does not count) or missed
-- note:   label columns name the label that was taken (tp, Dupe), that was meant (Loc, Cls), or missed;
--         would_find says that correcting the error would find that label

create or replace macro error_type(
    predictions := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all',
    outside := 'ignore',
    background_threshold := 0.1,
    max_detections := null
) as table
with

chosen as (

    from _chosen_set(predictions := predictions, compare_as := compare_as)

),

judged as materialized (

    select judged.*
    from _tide_judged(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        outside := outside,
        background_threshold := background_threshold,
        max_detections := max_detections
    ) as judged
    semi join _member(item_filter := item_filter) as member using (item_id)

),

missed as (

    select
        chosen.prediction_set_id,
        label.item_id,
        label.class_id,
        label.label_id
    from label
    inner join _member(item_filter := item_filter) as member using (item_id)
    inner join class on label.class_id = class.class_id
    inner join chosen
        on member.dataset_id = chosen.dataset_id and class.task_id = chosen.task_id
    anti join _left_out_class(classes := classes) as other on label.class_id = other.class_id
    anti join _left_out_label(label_filter := label_filter) as left_out
        on label.label_id = left_out.label_id
    anti join (
        select
            prediction_set_id,
            label_id
        from judged
        where is_true_positive or would_find
    ) as met
        on
            chosen.prediction_set_id = met.prediction_set_id
            and label.label_id = met.label_id
    anti join _left_out_scope(item_scope := item_scope) as unasked
        on
            chosen.prediction_set_id = unasked.prediction_set_id
            and label.item_id = unasked.item_id
    where not label.is_crowd and label.comparable_bits & chosen.shape_bit > 0

),

listed as (

    select
        prediction_set_id,
        item_id,
        class_id,
        prediction_id,
        confidence,
        case
            when is_true_positive then 'tp'
            when ignore_reason is null then 'fp'
            else 'ignored'
        end as outcome,
        error_type,
        label_id,
        iou,
        taken_by_id,
        would_find
    from judged
    where ignore_reason is distinct from 'excluded'
    union all
    select
        prediction_set_id,
        item_id,
        class_id,
        null as prediction_id,
        null as confidence,
        'missed' as outcome,
        'Miss' as error_type,
        label_id,
        null as iou,
        null as taken_by_id,
        null as would_find
    from missed

)

select
    chosen.prediction_set_name as prediction_set,
    listed.item_id,
    item.item_key,
    listed.outcome,
    listed.error_type,
    listed.prediction_id,
    coalesce(prediction.prediction_key, prediction.source_row::varchar) as prediction_key,
    class.class_name,
    listed.confidence,
    listed.label_id,
    label.label_key,
    label_class.class_name as label_class,
    listed.iou,
    listed.would_find,
    listed.taken_by_id as taken_by_prediction_id
from listed
inner join chosen using (prediction_set_id)
inner join _object_set(predictions := predictions) as about using (prediction_set_id)
inner join item using (item_id)
inner join class on listed.class_id = class.class_id
left join prediction on listed.prediction_id = prediction.prediction_id
left join label on listed.label_id = label.label_id
left join class as label_class on label.class_id = label_class.class_id
where _checked(compare_as, item_scope, '101') and about.is_object_set
order by chosen.prediction_set_name, listed.prediction_id nulls last, listed.label_id;

comment on macro table error_type is  -- noqa: PRS
'The type of error, after TIDE, of each prediction and of each missed label, and the label it is about.';
