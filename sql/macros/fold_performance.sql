-- macro:  fold_performance
-- grain:  one row per (prediction_set, measure)
-- reads:  _fold_expression, _fold_spread, _predicate, performance
-- units:  fold_mean, fold_sd, low, high and pooled as the measure has them in performance; *_count are
--         folds, items and objects
-- null:   measures with nothing to measure; fold_sd, low and high with fewer than two folds that have
--         a value; fold_mean with none
-- absent: prediction sets none of whose items has a fold; items without a fold
-- follows: fold_mean is the K-split average, the mean over the folds in which the measure has a value
--         (fold_count); fold_sd their standard deviation with n - 1; low and high the interval of 95 %
--         by Student's t with n - 1 degrees of freedom. pooled is the measure over the items of all
--         folds together: another number. Models that share training data are dependent, so the
--         interval is too short rather than too long
-- note:   the values of the folds are those of performance(slice_by := 'fold')

create or replace macro fold_performance(
    predictions := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all',
    protocol := 'closest',
    class_scope := 'same_class',
    class_set := null,
    interpolation := '101',
    outside := 'ignore',
    fold_by := null
) as table
with

folds as (

    select *
    from performance(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        slice_by := _fold_expression(fold_by),
        classes := classes,
        item_scope := item_scope,
        protocol := protocol,
        class_scope := class_scope,
        class_set := class_set,
        interpolation := interpolation,
        outside := outside
    )
    where slice is not null

),

whole as (

    select *
    from performance(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := _predicate(item_filter) || ' and ' || _fold_expression(fold_by) || ' is not null',
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        item_scope := item_scope,
        protocol := protocol,
        class_scope := class_scope,
        class_set := class_set,
        interpolation := interpolation,
        outside := outside
    )
    where item_count > 0

),

together as (

    select
        *,
        false as is_pooled
    from folds
    union all
    select
        *,
        true as is_pooled
    from whole

),

listed as (

    select
        prediction_set,
        slice,
        is_pooled,
        item_count,
        label_count,
        prediction_count,
        unnest([
            'map', 'mar', 'precision_macro', 'recall_macro', 'f1_macro', 'precision_micro',
            'recall_micro', 'f1_micro', 'mean_iou', 'accuracy'
        ]) as measure,
        unnest(range(10)) as place,
        unnest([
            map, mar, precision_macro, recall_macro, f1_macro, precision_micro,
            recall_micro, f1_micro, mean_iou, accuracy
        ]::double[]) as measured
    from together

),

gathered as (

    select
        prediction_set,
        measure,
        any_value(place) as place,
        list(measured order by slice asc) filter (
            where measured is not null and not is_pooled
        ) as fold_values,
        any_value(measured) filter (where is_pooled) as pooled,
        any_value(item_count) filter (where is_pooled) as item_count,
        any_value(label_count) filter (where is_pooled) as label_count,
        any_value(prediction_count) filter (where is_pooled) as prediction_count
    from listed
    group by prediction_set, measure
    having bool_or(is_pooled)

),

averaged as (

    select
        *,
        _fold_spread(fold_values) as spread
    from gathered

)

select
    prediction_set,
    measure,
    spread.fold_count,
    spread.fold_mean,
    spread.fold_sd,
    spread.low,
    spread.high,
    pooled,
    item_count,
    label_count,
    prediction_count
from averaged
order by prediction_set, place;

comment on macro table fold_performance is  -- noqa: PRS
'Every measure of a prediction set over the folds: the K-split average with its spread and interval, and the pooled value.';
