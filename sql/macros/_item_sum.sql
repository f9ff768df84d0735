-- macro:  _item_sum
-- grain:  one row per (prediction_set_id, item_id)
-- reads:  _chosen_set, _counting_label, _judged, _member, class
-- units:  *_count are objects
-- null:   never; an item without labels or predictions has 0
-- note:   a label counts for recall, and a prediction for precision, as in performance: the sums over
--         the items of a slice are its counts there

create or replace macro _item_sum(
    predictions := null,
    compare_as := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    protocol := 'closest',
    class_scope := 'same_class',
    outside := 'ignore'
) as table
with

chosen as (

    from _chosen_set(predictions := predictions, compare_as := compare_as, protocol := protocol)

),

labelled as (

    select
        counting.item_id,
        chosen.prediction_set_id,
        -- COCO leaves out labels of more than 1e10 square pixels
        sum(
            case protocol
                when 'coco' then counting.low_counts & 4294967295
                else counting.label_count
            end
        )::bigint as label_count
    from _counting_label(label_filter := label_filter, classes := classes, protocol := protocol)
        as counting
    inner join class using (class_id)
    inner join chosen using (task_id)
    where counting.comparable_bits & chosen.shape_bit > 0
    group by counting.item_id, chosen.prediction_set_id

),

predicted as (

    select
        prediction_set_id,
        item_id,
        sum((ignore_reason is null)::integer)::bigint as prediction_count,
        sum((ignore_reason is null and is_true_positive)::integer)::bigint as true_positive_count
    from _judged(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    )
    group by prediction_set_id, item_id

)

select
    chosen.prediction_set_id,
    member.item_id,
    coalesce(labelled.label_count, 0) as label_count,
    coalesce(predicted.prediction_count, 0) as prediction_count,
    coalesce(predicted.true_positive_count, 0) as true_positive_count
from chosen
inner join _member(item_filter := item_filter) as member using (dataset_id)
left join labelled
    on
        member.item_id = labelled.item_id
        and chosen.prediction_set_id = labelled.prediction_set_id
left join predicted
    on
        chosen.prediction_set_id = predicted.prediction_set_id
        and member.item_id = predicted.item_id
order by chosen.prediction_set_id, member.item_id;

comment on macro table _item_sum is  -- noqa: PRS
'How many labels, predictions and true positives each item has.';
