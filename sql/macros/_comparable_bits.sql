-- macro:  _comparable_bits
-- grain:  scalar
-- reads:  nothing
-- null:   never
-- note:   the bits of _shape_bit

create or replace macro _comparable_bits(shape, is_area, is_posed) as (
    case shape
        when 'tag' then 64
        when 'polyline' then 1 + 16 + 32
        when 'rotated_box' then 1 + 2 + 4 + 32
        when 'box' then 1 + 2 + 4 + 32
        when 'keypoints'
            then 1 + 4 * coalesce(is_area, false)::integer
                + (8 + 32) * coalesce(is_posed, false)::integer
        else 1 + 4 + 32
    end::utinyint
);

comment on macro _comparable_bits is  -- noqa: PRS
'The shapes that an object can be compared as; is_area: keypoints with a mask or polygon, is_posed: with a visible keypoint.';
