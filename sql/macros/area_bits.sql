-- macro:  area_bits
-- grain:  scalar
-- reads:  nothing
-- units:  area in square pixels
-- null:   when the area is null
-- follows: the area ranges of COCO; both ends belong to a range

create or replace macro area_bits(area) as (
    (area >= 0 and area <= 1e10)::utinyint
    + 2::utinyint * (area >= 0 and area <= 1024)::utinyint
    + 4::utinyint * (area >= 1024 and area <= 9216)::utinyint
    + 8::utinyint * (area >= 9216 and area <= 1e10)::utinyint
);

comment on macro area_bits is  -- noqa: PRS
'Ranges of COCO that an area in square pixels lies in: bit 0 all, 1 small, 2 medium, 3 large.';
