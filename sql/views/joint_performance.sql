-- view:   joint_performance
-- grain:  one row per (prediction_set, slice, class_name, joint)
-- reads:  joint_performance
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; joint_performance(...) takes parameters

create or replace view joint_performance as
select
    prediction_set,
    slice,
    class_name,
    joint,
    joint_name,
    labelled_count,
    found_count,
    correct_count,
    pck,
    found_pck,
    mean_distance_px,
    mean_distance
from joint_performance();

comment on view joint_performance is
'How often and how closely each keypoint of a class is found: PCK at 0.2 of the larger side of the box.';
comment on column joint_performance.prediction_set is
'Name of the prediction set.';
comment on column joint_performance.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column joint_performance.class_name is
'Name of the class.';
comment on column joint_performance.joint is
'Place of the keypoint in the list of its class, from 1.';
comment on column joint_performance.joint_name is
'Name of the keypoint; null where the class has no names.';
comment on column joint_performance.labelled_count is
'Labels that have the keypoint and a reference length.';
comment on column joint_performance.found_count is
'Those of them that a true positive finds.';
comment on column joint_performance.correct_count is
'Those of them whose keypoint lies within alpha times the reference length of its label.';
comment on column joint_performance.pck is
'correct_count over labelled_count: the percentage of correct keypoints, as a fraction; a missed label counts as wrong.';
comment on column joint_performance.found_pck is
'correct_count over found_count: the same of labels that are found.';
comment on column joint_performance.mean_distance_px is
'Mean distance of the found keypoints from their labels, in pixels.';
comment on column joint_performance.mean_distance is
'The same as a multiple of the reference length.';
