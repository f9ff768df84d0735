-- macro:  error_confusion
-- grain:  one row per (prediction_set, slice, label_class, predicted_class) that occurs
-- reads:  _checked, _member, _object_set, _slice_list, _tide_judged, class
-- units:  error_count and found_count are predictions
-- null:   never
-- absent: pairs of classes that are not confused; what a filter excludes
-- follows: the errors of type Cls in error_analysis: a prediction over a label of another class, and
--         near no label of its own. found_count of them are the most confident error of a label
--         that nothing else finds, so that the right class would make them true positives

create or replace macro error_confusion(
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
    outside := 'ignore',
    background_threshold := 0.1,
    max_detections := null
) as table
with

counted as (

    select
        judged.prediction_set_id,
        member.slice_number,
        judged.label_class_id,
        judged.class_id,
        count(*) as error_count,
        sum(judged.would_find::integer)::bigint as found_count
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
    inner join _member(item_filter := item_filter, slice_by := slice_by, slices := slices)
        as member using (item_id)
    where judged.error_type = 'Cls'
    group by
        judged.prediction_set_id,
        member.slice_number,
        judged.label_class_id,
        judged.class_id

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    label_class.class_name as label_class,
    predicted_class.class_name as predicted_class,
    counted.error_count,
    counted.found_count
from counted
inner join _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope
) as slice_list using (prediction_set_id, slice_number)
inner join _object_set(predictions := predictions) as about using (prediction_set_id)
inner join class as label_class on counted.label_class_id = label_class.class_id
inner join class as predicted_class on counted.class_id = predicted_class.class_id
where _checked(compare_as, item_scope, '101') and about.is_object_set
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    label_class.class_name,
    predicted_class.class_name;

comment on macro table error_confusion is  -- noqa: PRS
'Which class was predicted for labels of which other one, among the errors of type Cls.';
