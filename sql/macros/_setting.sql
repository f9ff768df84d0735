-- macro:  _setting
-- grain:  scalar
-- reads:  nothing
-- null:   never; a null parameter is written as nothing

create or replace macro _setting(
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
) as (
    to_json([
        iou_threshold::double::varchar,
        coalesce(min_confidence::double::varchar, ''),
        coalesce(item_filter, ''),
        coalesce(label_filter, ''),
        coalesce(prediction_filter, ''),
        coalesce(slice_by, ''),
        coalesce(list_sort(classes)::varchar, ''),
        item_scope,
        protocol,
        class_scope,
        coalesce(class_set, ''),
        outside
    ])::varchar
);

comment on macro _setting is  -- noqa: PRS
'The parameters that decide which objects count and hit, as one text.';
