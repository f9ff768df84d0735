-- macro:  _threshold_arguments
-- grain:  scalar
-- reads:  nothing
-- null:   a null min_confidence is no limit: scores need not be probabilities
-- note:   a double goes through text and back without loss

create or replace macro _threshold_arguments(iou_threshold, min_confidence) as (
    'iou_threshold := ''' || iou_threshold::double || '''::double, min_confidence := '''
    || coalesce(min_confidence::double, '-infinity'::double) || '''::double'
);

comment on macro _threshold_arguments is  -- noqa: PRS
'The two thresholds as arguments of a macro in the text of a query.';
