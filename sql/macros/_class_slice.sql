-- macro:  _class_slice
-- grain:  scalar
-- reads:  nothing
-- null:   when an argument is null
-- note:   room for a million classes and slices, and for 65,000 sets when a cell is put behind

create or replace macro _class_slice(prediction_set_id, slice_number, class_id) as (
    prediction_set_id::bigint * 1099511627776 + slice_number::bigint * 1048576 + class_id::bigint
);

comment on macro _class_slice is  -- noqa: PRS
'One number for a prediction set, a slice and a class.';
