-- macro:  coco_summary
-- grain:  one row per (prediction_set, slice)
-- reads:  _cell_measure, _checked, _compared, _object_set, _slice_list, class
-- units:  fractions in [0, 1]
-- null:   a measure without labels in its area range (pycocotools prints -1); as keypoints, which have
--         ten numbers: ap_small, ar_1, ar_10, ar_100, ar_small; as everything else: ar_20, ar50, ar75
-- follows: the twelve numbers of COCOeval.summarize in pycocotools; thresholds .50:.05:.95, areas
--         small to 32^2, medium to 96^2, large; ar_1 and ar_10 look at the best 1 and 10
--         predictions of an item and class. As keypoints the best 20 count, else the best 100

create or replace macro coco_summary(
    predictions := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all',
    protocol := 'coco',
    class_scope := 'same_class',
    class_set := null,
    interpolation := '101',
    outside := 'ignore'
) as table
with

slice_list as (

    from _slice_list(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        item_scope := item_scope,
        protocol := protocol
    )

),

summed as (

    -- added up by class name and cell: the same bits on every run and in every project
    select
        measured.prediction_set_id,
        measured.slice_number,
        avg(ap order by class_name, cell) filter (where cell < 10) as ap,
        avg(ap order by class_name, cell) filter (where cell = 0) as ap50,
        avg(ap order by class_name, cell) filter (where cell = 5) as ap75,
        avg(ap order by class_name, cell) filter (where cell // 10 = 1) as ap_small,
        avg(ap order by class_name, cell) filter (where cell // 10 = 2) as ap_medium,
        avg(ap order by class_name, cell) filter (where cell // 10 = 3) as ap_large,
        avg(ar_1 order by class_name, cell) filter (where cell < 10) as ar_1,
        avg(ar_10 order by class_name, cell) filter (where cell < 10) as ar_10,
        avg(ar_100 order by class_name, cell) filter (where cell < 10) as ar_100,
        avg(ar_100 order by class_name, cell) filter (where cell = 0) as ar50,
        avg(ar_100 order by class_name, cell) filter (where cell = 5) as ar75,
        avg(ar_100 order by class_name, cell) filter (where cell // 10 = 1) as ar_small,
        avg(ar_100 order by class_name, cell) filter (where cell // 10 = 2) as ar_medium,
        avg(ar_100 order by class_name, cell) filter (where cell // 10 = 3) as ar_large
    from _cell_measure(
        last_cell := 39,
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
    summed.ap,
    summed.ap50,
    summed.ap75,
    case when not compared.is_posed then summed.ap_small end as ap_small,
    summed.ap_medium,
    summed.ap_large,
    case when not compared.is_posed then summed.ar_1 end as ar_1,
    case when not compared.is_posed then summed.ar_10 end as ar_10,
    case when not compared.is_posed then summed.ar_100 end as ar_100,
    case when not compared.is_posed then summed.ar_small end as ar_small,
    summed.ar_medium,
    summed.ar_large,
    case when compared.is_posed then summed.ar_100 end as ar_20,
    case when compared.is_posed then summed.ar50 end as ar50,
    case when compared.is_posed then summed.ar75 end as ar75
from slice_list
inner join _object_set(predictions := predictions) as about using (prediction_set_id)
inner join (
    select
        prediction_set_id,
        compared_as = 'keypoints' as is_posed
    from _compared(compare_as := compare_as)
) as compared using (prediction_set_id)
left join summed using (prediction_set_id, slice_number)
where _checked(compare_as, item_scope, interpolation) and about.is_object_set
order by slice_list.prediction_set_name, slice_list.slice nulls last;

comment on macro table coco_summary is  -- noqa: PRS
'The twelve numbers of COCO for every slice; for keypoints the ten.';
