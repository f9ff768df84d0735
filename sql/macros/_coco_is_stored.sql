-- macro:  _coco_is_stored
-- grain:  scalar
-- reads:  _is_everything
-- null:   never

create or replace macro _coco_is_stored(label_filter, prediction_filter, outside) as (
    outside = 'static' or (_is_everything(label_filter) and _is_everything(prediction_filter))
);

comment on macro _coco_is_stored is  -- noqa: PRS
'Whether the matches of coco made at load answer under these filters.';
