-- macro:  duplicate_candidate
-- grain:  one row per (kind, prediction_set, object_id, other_object_id, reason)
-- reads:  _box_overlap, _checked, _chosen_set, _image_duplicate, _left_out_class, _left_out_label,
--         _left_out_prediction, _member, _reaches, class, dataset, item, label, prediction
-- units:  iou and uniqueness are fractions
-- null:   prediction_set of labels and items; class_name and iou of items; other_object_id,
--         other_object_key and uniqueness as reason says
-- absent: crowd labels, which hold objects that have labels of their own; items, where neither the
--         column uniqueness nor perceptual_hash was loaded; other data sets than that of the
--         prediction set asked for
-- follows: kind label, prediction: two of one item and class (and one set) whose IoU reaches
--         iou_threshold, reason overlap; the object is the first label, the more confident
--         prediction, and the other one the possible duplicate. kind item: see _image_duplicate
-- note:   a pair is one row

create or replace macro duplicate_candidate(
    predictions := null,
    iou_threshold := 0.6,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    compare_as := null,
    max_uniqueness := 0.03
) as table
with

kept_label as (

    select label.*
    from label
    semi join _member(item_filter := item_filter) as member using (item_id)
    anti join _left_out_class(classes := classes) as other
        on label.class_id = other.class_id
    anti join _left_out_label(label_filter := label_filter) as left_out
        on label.label_id = left_out.label_id
    where not label.is_crowd

),

kept_prediction as (

    select prediction.*
    from prediction
    semi join _chosen_set(predictions := predictions, compare_as := compare_as) as chosen
        using (prediction_set_id)
    semi join _member(item_filter := item_filter) as member using (item_id)
    anti join _left_out_class(classes := classes) as other
        on prediction.class_id = other.class_id
    anti join _left_out_prediction(prediction_filter := prediction_filter) as left_out
        on prediction.prediction_id = left_out.prediction_id
    where prediction.confidence >= coalesce(min_confidence::double, '-infinity'::double)

),

label_pair as (

    select
        one.item_id,
        one.class_id,
        one.label_id,
        one.label_key,
        other.label_id as other_label_id,
        other.label_key as other_label_key,
        _box_overlap(one, other) as iou
    from kept_label as one
    inner join kept_label as other
        on
            one.item_id = other.item_id
            and one.class_id = other.class_id
            and one.label_id < other.label_id
            and one.x_px < other.x_px + other.w_px
            and other.x_px < one.x_px + one.w_px
            and one.y_px < other.y_px + other.h_px
            and other.y_px < one.y_px + one.h_px

),

prediction_pair as (

    select
        one.prediction_set_id,
        one.item_id,
        one.class_id,
        one.prediction_id,
        coalesce(one.prediction_key, one.source_row::varchar) as prediction_key,
        other.prediction_id as other_prediction_id,
        coalesce(other.prediction_key, other.source_row::varchar) as other_prediction_key,
        _box_overlap(one, other) as iou
    from kept_prediction as one
    inner join kept_prediction as other
        on
            one.prediction_set_id = other.prediction_set_id
            and one.item_id = other.item_id
            and one.class_id = other.class_id
            and one.prediction_id < other.prediction_id
            and one.x_px < other.x_px + other.w_px
            and other.x_px < one.x_px + one.w_px
            and one.y_px < other.y_px + other.h_px
            and other.y_px < one.y_px + one.h_px

),

found as (

    select
        'label' as kind,
        null::bigint as prediction_set_id,
        item_id,
        class_id,
        label_id as object_id,
        label_key as object_key,
        other_label_id as other_object_id,
        other_label_key as other_object_key,
        iou,
        null::double as uniqueness,
        'overlap' as reason
    from label_pair
    where _reaches(iou, iou_threshold, 'closest')
    union all
    select
        'prediction' as kind,
        prediction_set_id,
        item_id,
        class_id,
        prediction_id as object_id,
        prediction_key as object_key,
        other_prediction_id as other_object_id,
        other_prediction_key as other_object_key,
        iou,
        null::double as uniqueness,
        'overlap' as reason
    from prediction_pair
    where _reaches(iou, iou_threshold, 'closest')
    union all
    select
        'item' as kind,
        null::bigint as prediction_set_id,
        alike.item_id,
        null::bigint as class_id,
        alike.item_id as object_id,
        one.item_key as object_key,
        alike.other_item_id as other_object_id,
        other.item_key as other_object_key,
        null::double as iou,
        alike.uniqueness,
        alike.reason
    from _image_duplicate(item_filter := item_filter, max_uniqueness := max_uniqueness) as alike
    inner join item as one on alike.item_id = one.item_id
    left join item as other on alike.other_item_id = other.item_id

)

select
    found.kind,
    dataset.dataset_name || '@' || dataset.dataset_version as dataset,
    chosen.prediction_set_name as prediction_set,
    found.item_id,
    item.item_key,
    class.class_name,
    found.object_id,
    found.object_key,
    found.other_object_id,
    found.other_object_key,
    found.iou,
    found.uniqueness,
    found.reason
from found
inner join item using (item_id)
inner join dataset using (dataset_id)
left join class on found.class_id = class.class_id
left join _chosen_set(predictions := predictions, compare_as := compare_as) as chosen
    on found.prediction_set_id = chosen.prediction_set_id
where
    _checked(compare_as, 'all', '101')
    and (predictions is null or item.dataset_id in (
        select set_of.dataset_id from _chosen_set(
            predictions := predictions, compare_as := compare_as
        ) as set_of
    ))
order by
    case found.kind when 'label' then 0 when 'prediction' then 1 else 2 end asc,
    dataset.dataset_name asc,
    dataset.dataset_version asc,
    chosen.prediction_set_name asc nulls first,
    found.iou desc nulls last,
    found.uniqueness asc nulls last,
    found.reason asc,
    item.item_order asc,
    item.item_id asc,
    class.class_name asc,
    found.object_id asc,
    found.other_object_id asc;

comment on macro table duplicate_candidate is  -- noqa: PRS
'Objects that may be there twice: labels of one class over each other, predictions, and nearly identical images.';
