-- fill:   staged_class, a temporary view
-- grain:  one row per description of a class that occurs in a table of labels
-- reads:  staged_class_row, staged_joint
-- null:   keypoint_names and keypoint_sigmas where no row of the class gives them
-- note:   staged_joint holds what the rows of a class say; that they agree is checked elsewhere

create or replace temp view staged_class as
select
    staged_class_row.*,
    staged_class_row.rowid as place,
    told.keypoint_names,
    told.keypoint_sigmas
from staged_class_row
left join (
    select
        class_key,
        max(keypoint_names) as keypoint_names,
        max(keypoint_sigmas) as keypoint_sigmas
    from staged_joint
    group by class_key
) as told on staged_class_row.class_key = told.class_key;
