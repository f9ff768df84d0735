-- macro:  _declared_class
-- grain:  one row per (prediction_set_id, slice_number, class_id)
-- reads:  _left_out_class, _slice_list, class, dataset_class, prediction_set

create or replace macro _declared_class(
    predictions := null,
    compare_as := null,
    item_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    item_scope := 'all',
    protocol := 'closest'
) as table
select
    slice_list.prediction_set_id,
    slice_list.slice_number,
    dataset_class.class_id
from _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope,
    protocol := protocol
) as slice_list
inner join prediction_set using (prediction_set_id)
inner join dataset_class using (dataset_id)
inner join class
    on dataset_class.class_id = class.class_id and prediction_set.task_id = class.task_id
anti join _left_out_class(classes := classes) as other
    on dataset_class.class_id = other.class_id;

comment on macro table _declared_class is  -- noqa: PRS
'Every class that the data set of a prediction set declares, in every slice.';
