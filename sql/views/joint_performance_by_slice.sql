-- view:   joint_performance_by_slice
-- grain:  one row per (prediction_set, slice, class_name, joint)
-- reads:  joint_performance
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; joint_performance(...) takes parameters

create or replace view joint_performance_by_slice as
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
from joint_performance(slices := ['all', '*']);

comment on view joint_performance_by_slice is
'How often and how closely each keypoint of a class is found. For every saved slice, beside all.';
comment on column joint_performance_by_slice.prediction_set is
'Name of the prediction set.';
comment on column joint_performance_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column joint_performance_by_slice.class_name is
'Name of the class.';
comment on column joint_performance_by_slice.joint is
'Place of the keypoint in the list of its class, from 1.';
comment on column joint_performance_by_slice.joint_name is
'Name of the keypoint; null where the class has no names.';
comment on column joint_performance_by_slice.labelled_count is
'Labels that have the keypoint and a reference length.';
comment on column joint_performance_by_slice.found_count is
'Those of them that a true positive finds.';
comment on column joint_performance_by_slice.correct_count is
'Those of them whose keypoint lies within alpha times the reference length of its label.';
comment on column joint_performance_by_slice.pck is
'correct_count over labelled_count: the percentage of correct keypoints, as a fraction; a missed label counts as wrong.';
comment on column joint_performance_by_slice.found_pck is
'correct_count over found_count: the same of labels that are found.';
comment on column joint_performance_by_slice.mean_distance_px is
'Mean distance of the found keypoints from their labels, in pixels.';
comment on column joint_performance_by_slice.mean_distance is
'The same as a multiple of the reference length.';
