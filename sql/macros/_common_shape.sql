-- macro:  _common_shape
-- grain:  scalar
-- reads:  nothing
-- null:   a polyline and what is none: they cannot be compared

create or replace macro _common_shape(one, other) as (
    case
        when one = 'polyline' or other = 'polyline'
            then case when one = other then 'polyline' end
        when one = 'keypoints' and other = 'keypoints' then 'keypoints'
        when one in ('polygon', 'mask') and other in ('polygon', 'mask') then 'mask'
        when one = 'rotated_box' and other in ('rotated_box', 'box') then 'rotated_box'
        when one = 'box' and other = 'rotated_box' then 'rotated_box'
        else 'box'
    end
);

comment on macro _common_shape is  -- noqa: PRS
'What two objects of a mixed set are compared as: the finest shape that both have.';
