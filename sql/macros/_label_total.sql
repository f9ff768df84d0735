-- macro:  _label_total
-- grain:  one row per (prediction_set_id, slice_number, class_id) with labels that count; class_id null is
--         all classes together
-- reads:  _class_slice, _support
-- note:   class_slice is one number for set, slice and class, of which 0 stands for all classes

create or replace macro _label_total(
    predictions := null,
    compare_as := null,
    item_filter := 'true',
    label_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    item_scope := 'all',
    protocol := 'closest'
) as table
with

support as materialized (

    select
        prediction_set_id,
        slice_number,
        class_id,
        label_count
    from _support(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        label_filter := label_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        protocol := protocol
    )

)

select
    prediction_set_id,
    slice_number,
    class_id,
    _class_slice(prediction_set_id, slice_number, class_id) as class_slice,
    label_count
from support
union all
select
    prediction_set_id,
    slice_number,
    null as class_id,
    _class_slice(prediction_set_id, slice_number, 0) as class_slice,
    sum(label_count)::bigint as label_count
from support
group by prediction_set_id, slice_number;

comment on macro table _label_total is  -- noqa: PRS
'How many labels that count each class has in each slice, and all classes together.';
