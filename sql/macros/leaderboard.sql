-- macro:  leaderboard
-- grain:  one row per (prediction_set, slice)
-- reads:  _board_set, performance
-- units:  as in performance
-- null:   rank where the measure is undefined; model_name and model_version of a set that was loaded
--         without --model; every measure that has nothing to measure
-- absent: sets that are not matched under the protocol; evaluation_pair lists them
-- errors: a data set, a model or a measure to rank by that is not there
-- follows: rank counts from 1 within data set version and slice, by rank_by (map) from high to low,
--         by false_positive_count and false_negative_count from low to high; sets of one value share
--         a rank
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

measured as (

    select
        board.*,
        measure.* exclude (prediction_set),
        case coalesce(rank_by, 'map')
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
            else error(
                'rank_by: no measure named ' || rank_by || '; there are: class_count, '
                || 'label_count, prediction_count, true_positive_count, false_positive_count, '
                || 'false_negative_count, map, mar, precision_macro, recall_macro, f1_macro, '
                || 'precision_micro, recall_micro, f1_micro, mean_iou, accuracy'
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

),

ranked as (

    select
        measured.*,
        case
            when ranked_value is not null
                then rank() over (
                    partition by dataset_id, slice
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
    created_at
from ranked
order by
    dataset_name asc,
    dataset_id asc,
    slice asc nulls last,
    place asc nulls last,
    prediction_set_name asc;

comment on macro table leaderboard is  -- noqa: PRS
'Model versions ranked on each data set version and slice, with the measures and counts of performance.';
