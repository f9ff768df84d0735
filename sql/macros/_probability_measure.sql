-- macro:  _probability_measure
-- grain:  one row per (prediction_set_id, slice_number, class_id) with a labelled item
-- reads:  _probability_step
-- null:   roc_auc of a class that every item has
-- follows: ROC AUC is the share of pairs of an item with and an item without the label in which the
--         first has the higher probability, ties counted half (semantics.md 6.8). Average precision
--         is the sum over falling probabilities of precision times the recall gained

create or replace macro _probability_measure(
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
    any_value(item_count) as item_count,
    any_value(label_count) as label_count,
    -- twice the pairs in the right order, a whole number: below are items without the label
    sum(
        hit_count::hugeint
        * (2 * (item_count - label_count - (predicted - found)) + prediction_count - hit_count)
    )
    / nullif(
        2 * any_value(label_count)::hugeint
        * (any_value(item_count) - any_value(label_count)),
        0
    ) as roc_auc,
    sum(hit_count * (found / predicted) order by place asc) / any_value(label_count) as average_precision
from _probability_step(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    classes := classes
)
where hit_count > 0
group by prediction_set_id, slice_number, class_id;

comment on macro table _probability_measure is  -- noqa: PRS
'ROC AUC and average precision of every class in every slice, from all probabilities.';
