-- macro:  _probability_point
-- grain:  one row per (prediction_set_id, slice_number, class_id, predicted) at which recall begins to rise
--         or has risen, and the last
-- reads:  _probability_step
-- units:  threshold is a fraction; the other columns are items
-- note:   between these points only items without the label are added, so that nothing bends there

create or replace macro _probability_point(
    predictions := null,
    compare_as := null,
    item_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[]
) as table
select
    prediction_set_id,
    slice_number,
    class_id,
    class_slice,
    item_count,
    label_count,
    threshold,
    predicted,
    found
from _probability_step(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    classes := classes
)
qualify hit_count > 0 or coalesce(lead(hit_count) over (
    partition by class_slice
    order by place asc
), 1) > 0;

comment on macro table _probability_point is  -- noqa: PRS
'The points of the curves of a class: how many items are called the class at a probability, and how many rightly.';
