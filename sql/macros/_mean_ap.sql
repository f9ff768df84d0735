-- macro:  _mean_ap
-- grain:  one row per (prediction_set, slice)
-- reads:  _cell_measure, _slice_list, class, prediction_set
-- units:  a fraction in [0, 1]
-- null:   ap without labels
-- note:   what coco_summary calls ap, alone: of the 40 cells it needs ten

create or replace macro _mean_ap(
    predictions := null,
    compare_as := null,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    item_scope := 'all',
    protocol := 'coco',
    class_scope := 'same_class',
    class_set := null,
    interpolation := '101',
    outside := 'ignore'
) as table
with

mean as (

    select
        measured.prediction_set_id,
        measured.slice_number,
        avg(measured.ap order by class.class_name, measured.cell) as ap
    from _cell_measure(
        last_cell := 9,
        predictions := predictions,
        compare_as := compare_as,
        min_confidence := min_confidence,
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        protocol := protocol,
        class_scope := class_scope,
        class_set := class_set,
        interpolation := interpolation,
        outside := outside
    ) as measured
    inner join class using (class_id)
    group by measured.prediction_set_id, measured.slice_number

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    case when prediction_set.task_id = 1 then mean.ap end as ap
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
left join mean using (prediction_set_id, slice_number)
order by slice_list.prediction_set_name, slice_list.slice nulls last;

comment on macro table _mean_ap is  -- noqa: PRS
'Mean average precision over IoU .50:.05:.95, the ap of coco_summary.';
