-- macro:  _filter_arguments
-- grain:  scalar
-- reads:  _quoted
-- null:   null becomes the word null

create or replace macro _filter_arguments(
    label_filter, prediction_filter, class_scope, outside
) as (
    ', label_filter := ' || _quoted(label_filter)
    || ', prediction_filter := ' || _quoted(prediction_filter)
    || ', class_scope := ' || _quoted(class_scope)
    || ', outside := ' || _quoted(outside)
);

comment on macro _filter_arguments is  -- noqa: PRS
'The filters and their policy as further arguments of a macro in the text of a query.';
