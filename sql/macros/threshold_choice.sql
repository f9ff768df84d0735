-- macro:  threshold_choice
-- grain:  one row per (prediction_set, slice, class_name); class_name null is all classes together
-- reads:  _checked, _checked_class_set, _checked_objective, _quoted, _quoted_list, _threshold_arguments,
--         _threshold_chosen, _threshold_reported, class
-- units:  confidence, precision, recall and f_beta are fractions; cost in the units of the costs;
--         *_count are objects
-- null:   class_name of the row for all classes; confidence, and what follows from it, where no
--         confidence satisfies the objective: reason says why; recall without labels
-- absent: classes without labels and predictions
-- follows: F_beta = (1 + beta^2) TP / (predictions + beta^2 labels) at every confidence that occurs; of
--         equals the lowest confidence. objective f_beta: the highest F_beta above 0; recall_at_precision
--         and precision_at_recall: the highest of the one where the other is at_least;
--         cost: the least false_positive_cost FP + false_negative_cost FN; false_positives_per_item:
--         the highest recall where there are at_most so many an item
-- errors: an unknown objective, or one without its limit
-- note:   with chosen_on, a predicate over item, one confidence a class is chosen on those items, and
--         what it gives is counted on the items of item_filter, in every slice

create or replace macro threshold_choice(
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
    objective := 'f_beta',
    beta := 1.0,
    at_least := null,
    at_most := null,
    false_positive_cost := 1.0,
    false_negative_cost := 1.0,
    chosen_on := null
) as table
select
    chosen.prediction_set_name as prediction_set,
    chosen.slice,
    class.class_name,
    chosen.confidence,
    chosen.predicted::bigint as prediction_count,
    chosen.found::bigint as true_positive_count,
    (chosen.predicted - chosen.found)::bigint as false_positive_count,
    (chosen.label_count - chosen.found)::bigint as false_negative_count,
    chosen.found / nullif(chosen.predicted, 0) as precision,
    chosen.found / nullif(chosen.label_count, 0) as recall,
    (1 + beta::double * beta::double) * chosen.found / nullif(
        chosen.predicted + beta::double * beta::double * chosen.label_count, 0
    ) as f_beta,
    false_positive_cost::double * (chosen.predicted - chosen.found)
    + false_negative_cost::double * (chosen.label_count - chosen.found) as cost,
    (chosen.predicted - chosen.found) / nullif(chosen.item_count, 0) as false_positives_per_item,
    case
        when chosen.confidence is null
            then case objective
                when 'recall_at_precision' then 'no confidence gives this precision'
                when 'precision_at_recall' then 'no confidence gives this recall'
                when 'false_positives_per_item'
                    then 'no confidence gives so few false positives'
                when 'f_beta' then 'no confidence finds a label'
                else 'no predictions'
            end
    end as reason
from query(
    case
        when
            not _checked_objective(
                objective, beta, at_least, at_most, false_positive_cost, false_negative_cost
            )
            then null
        -- in the text of a query, so that it is checked even where there is no row
        when _checked_class_set(class_set, protocol) is null then null
        when chosen_on is null then 'from _threshold_chosen('
        else 'from _threshold_reported(chosen_on := ' || _quoted(chosen_on) || ', '
    end
    || _threshold_arguments(iou_threshold, min_confidence)
    || ', predictions := ' || _quoted(predictions)
    || ', compare_as := ' || _quoted(compare_as)
    || ', item_filter := ' || _quoted(item_filter)
    || ', label_filter := ' || _quoted(label_filter)
    || ', prediction_filter := ' || _quoted(prediction_filter)
    || ', slice_by := ' || _quoted(slice_by)
    || ', slices := ' || _quoted_list(slices)
    || ', classes := ' || _quoted_list(classes)
    || ', item_scope := ' || _quoted(item_scope)
    || ', protocol := ' || _quoted(protocol)
    || ', class_scope := ' || _quoted(class_scope)
    || ', class_set := ' || _quoted(class_set)
    || ', outside := ' || _quoted(outside)
    || ', objective := ' || _quoted(objective)
    || ', beta := ' || _quoted(beta::double::varchar)
    || ', at_least := ' || _quoted(at_least::double::varchar)
    || ', at_most := ' || _quoted(at_most::double::varchar)
    || ', false_positive_cost := ' || _quoted(false_positive_cost::double::varchar)
    || ', false_negative_cost := ' || _quoted(false_negative_cost::double::varchar)
    || ')'
) as chosen
left join class on chosen.class_id = class.class_id
where _checked(compare_as, item_scope, interpolation)
order by
    chosen.prediction_set_name, chosen.slice nulls last, class.class_name nulls first;

comment on macro table threshold_choice is  -- noqa: PRS
'The confidence that serves an objective best, per class and for all of them, and what it gives.';
