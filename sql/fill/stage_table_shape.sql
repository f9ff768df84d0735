-- fill:   staged_shape, a temporary table
-- grain:  one row per object of a table with a shape that is more than a box, or that lacks one
-- reads:  staged_object, staged_part
-- params: keypoints_field, missing_field
-- null:   rule where nothing is wrong
-- note:   staged_part is what the statements for each kind of shape have found; here faults get the
--         names of the columns in which they lie, and what could not be read its rule

create or replace temp table staged_shape as
select
    found.* exclude (place, field, rule),
    staged.place,
    case
        when staged.outline_rule is not null then staged.outline_field
        when found.place is null then $missing_field
        when found.field = 'keypoints' then $keypoints_field
        when found.field in ('segmentation', 'points') then staged.outline_field
        else found.field
    end as field,
    case
        when staged.outline_rule is not null then staged.outline_rule
        when found.place is null then 'is present'
        else found.rule
    end as rule
from staged_object as staged
left join staged_part as found on staged.place = found.place
where found.place is not null or staged.outline_rule is not null or staged.box_length = 0;
