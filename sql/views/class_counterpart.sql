-- view:   class_counterpart
-- grain:  one row per (prediction_set, dataset_name, dataset_version, from_class, to_class)
-- reads:  class_counterpart
-- null:   as in the macro of the same name
-- note:   every prediction set with every other data set; class_counterpart(...) takes parameters

create or replace view class_counterpart as
select
    prediction_set,
    dataset_name,
    dataset_version,
    from_class,
    to_class,
    counterpart,
    prediction_count,
    label_count
from class_counterpart();

comment on view class_counterpart is
'What each class of the predictions becomes on another data set, and the classes that have no counterpart.';
comment on column class_counterpart.prediction_set is
'Name of the prediction set.';
comment on column class_counterpart.dataset_name is
'Name of the other data set.';
comment on column class_counterpart.dataset_version is
'Version of the other data set.';
comment on column class_counterpart.from_class is
'Class of the predictions; null for a class of the data set that none of theirs stands for.';
comment on column class_counterpart.to_class is
'Class that it counts as there; null where class_map leaves it out.';
comment on column class_counterpart.counterpart is
'same_name, mapped (by class_map), left_out (class_map says so) or no_counterpart (only one side has the class).';
comment on column class_counterpart.prediction_count is
'Predictions of from_class on the images that both data sets have.';
comment on column class_counterpart.label_count is
'Labels of to_class in the data set.';
