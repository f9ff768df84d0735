-- macro:  _shape_bit
-- grain:  scalar
-- reads:  nothing
-- null:   for what is no shape to compare as

create or replace macro _shape_bit(compared_as) as (
    1 << (
        list_position(
            ['box', 'rotated_box', 'mask', 'keypoints', 'polyline', 'mixed', 'tag'], compared_as
        ) - 1
    )
);

comment on macro _shape_bit is  -- noqa: PRS
'The bit of comparable_bits that stands for a shape to compare as.';
