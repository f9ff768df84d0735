-- macro:  _checked_shape
-- grain:  scalar
-- reads:  _shape_bit
-- null:   never
-- errors: what is no shape to compare as

create or replace macro _checked_shape(compare_as) as (
    case
        when compare_as is not null and _shape_bit(compare_as) is null
            then error(
                'compare_as: expected box, rotated_box, mask, keypoints, polyline, mixed or tag, not '
                || compare_as
            )
        else true
    end
);

comment on macro _checked_shape is  -- noqa: PRS
'True, or an error that says what objects can be compared as.';
