-- macro:  leaderboard
-- grain:  one row per (prediction_set, slice)
-- reads:  _board_set, _is_everything, _probability_measure, _slice_list, class, performance
-- units:  as in performance; roc_auc is a fraction
-- null:   rank where the measure is undefined; model_name and model_version of a set that was loaded
--         without --model; every measure that has nothing to measure; map, mar and mean_iou of a
--         classification; roc_auc of objects, without probabilities, and under label_filter or
--         prediction_filter
-- absent: sets that are not matched under the protocol; evaluation_pair lists them
-- errors: a data set, a model or a measure to rank by that is not there
-- follows: rank counts from 1 within data set version, task and slice, by rank_by (map of objects,
--         accuracy of a classification) from high to low, by false_positive_count and
--         false_negative_count from low to high; sets of one value share a rank
-- note:   on_dataset and of_model take NAME@VERSION, or NAME for the version loaded last; without
--         them every version has its rows. How sure a rank is says 'duckeval leaderboard', from a
--         bootstrap over the items

create or replace macro leaderboard(
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
    protocol := 'closest',
    class_scope := 'same_class',
    class_set := null,
    interpolation := '101',
    outside := 'ignore',
    on_dataset := null,
    of_model := null,
    rank_by := null
) as table
with

listed as (

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

probable as (

    -- the mean adds up in the order of the classes' names, so it is the same on every run
    select
        measure.prediction_set_id,
        measure.slice_number,
        avg(measure.roc_auc order by class.class_name asc) as roc_auc
    from _probability_measure(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes
    ) as measure
    inner join class using (class_id)
    where _is_everything(label_filter) and _is_everything(prediction_filter)
    group by measure.prediction_set_id, measure.slice_number

),

measured as (

    select
        board.*,
        measure.* exclude (prediction_set),
        probable.roc_auc,
        case coalesce(rank_by, case when board.kind = 'objects' then 'map' else 'accuracy' end)
            when 'class_count' then measure.class_count
            when 'label_count' then measure.label_count
            when 'prediction_count' then measure.prediction_count
            when 'true_positive_count' then measure.true_positive_count
            when 'false_positive_count' then -measure.false_positive_count
            when 'false_negative_count' then -measure.false_negative_count
            when 'map' then measure.map
            when 'mar' then measure.mar
            when 'precision_macro' then measure.precision_macro
            when 'recall_macro' then measure.recall_macro
            when 'f1_macro' then measure.f1_macro
            when 'precision_micro' then measure.precision_micro
            when 'recall_micro' then measure.recall_micro
            when 'f1_micro' then measure.f1_micro
            when 'mean_iou' then measure.mean_iou
            when 'accuracy' then measure.accuracy
            when 'roc_auc' then probable.roc_auc
            else error(
                'rank_by: no measure named ' || rank_by || '; there are: class_count, '
                || 'label_count, prediction_count, true_positive_count, false_positive_count, '
                || 'false_negative_count, map, mar, precision_macro, recall_macro, f1_macro, '
                || 'precision_micro, recall_micro, f1_micro, mean_iou, accuracy, roc_auc'
            )::double
        end as ranked_value
    from _board_set(on_dataset := on_dataset, of_model := of_model) as board
    inner join performance(
        predictions := predictions,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        compare_as := compare_as,
        item_scope := item_scope,
        protocol := protocol,
        class_scope := class_scope,
        class_set := class_set,
        interpolation := interpolation,
        outside := outside
    ) as measure on board.prediction_set_name = measure.prediction_set
    left join listed
        on
            measure.prediction_set = listed.prediction_set_name
            and measure.slice is not distinct from listed.slice
    left join probable
        on
            listed.prediction_set_id = probable.prediction_set_id
            and listed.slice_number = probable.slice_number

),

ranked as (

    select
        measured.*,
        case
            when ranked_value is not null
                then rank() over (
                    partition by dataset_id, task_id, slice
                    order by ranked_value desc nulls last
                )
        end as place
    from measured

)

select
    place as rank,
    dataset_name,
    dataset_version,
    is_latest_dataset as is_latest,
    task_name as task,
    slice,
    model_name,
    model_version,
    prediction_set_name as prediction_set,
    item_count,
    class_count,
    label_count,
    prediction_count,
    true_positive_count,
    false_positive_count,
    false_negative_count,
    map,
    mar,
    precision_macro,
    recall_macro,
    f1_macro,
    precision_micro,
    recall_micro,
    f1_micro,
    mean_iou,
    accuracy,
    roc_auc,
    created_at
from ranked
order by
    dataset_name asc,
    dataset_id asc,
    task_id asc,
    slice asc nulls last,
    place asc nulls last,
    prediction_set_name asc;

comment on macro table leaderboard is  -- noqa: PRS
'Model versions ranked on each data set version and slice, with the measures and counts of performance.';
