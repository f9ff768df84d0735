-- macro:  _metric_sample
-- grain:  one row per (prediction_set_id, slice, target, object_id)
-- reads:  _object_number, _scored_object, _setting, _slice_list
-- null:   own_numbers of an item; score of what does not hit
-- note:   what the estimators of mutual information are given, in a total order

create or replace macro _metric_sample(
    predictions := null,
    compare_as := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    item_scope := 'all',
    protocol := 'closest',
    class_scope := 'same_class',
    class_set := null,
    outside := 'ignore'
) as table
select
    scored.prediction_set_id,
    slice_list.slice,
    scored.target_number,
    scored.object_id,
    scored.is_hit,
    scored.score,
    coalesce(of_prediction.numbers, of_label.numbers) as own_numbers,
    of_item.numbers as item_numbers,
    _setting(
        iou_threshold,
        min_confidence,
        item_filter,
        label_filter,
        prediction_filter,
        slice_by,
        classes,
        item_scope,
        protocol,
        class_scope,
        class_set,
        outside
    ) as setting
from _scored_object(
    predictions := predictions,
    compare_as := compare_as,
    iou_threshold := iou_threshold,
    min_confidence := min_confidence,
    item_filter := item_filter,
    label_filter := label_filter,
    prediction_filter := prediction_filter,
    slice_by := slice_by,
    slices := slices,
    classes := classes,
    item_scope := item_scope,
    protocol := protocol,
    class_scope := class_scope,
    class_set := class_set,
    outside := outside
) as scored
inner join _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope,
    protocol := protocol
) as slice_list using (prediction_set_id, slice_number)
inner join _object_number('item') as of_item on scored.item_id = of_item.object_id
left join _object_number('prediction') as of_prediction
    on scored.target_number = 0 and scored.object_id = of_prediction.object_id
left join _object_number('label') as of_label
    on scored.target_number = 1 and scored.object_id = of_label.object_id
order by scored.prediction_set_id, slice_list.slice, scored.target_number, scored.object_id;

comment on macro table _metric_sample is  -- noqa: PRS
'Each object that counts, with its scores and all its metrics.';
