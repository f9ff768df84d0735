-- macro:  _item_score
-- grain:  one row per (prediction_set_id, slice_number)
-- reads:  _chosen_set, _item_sum, _left_out_scope, _member, answer
-- units:  *_sum in 2^-52, integers, so that no order of addition changes a mean
-- note:   an item of a task of one label counts where it has one; of several labels every item counts

create or replace macro _item_score(
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
    outside := 'ignore',
    top := 5
) as table
with

chosen as (

    from _chosen_set(predictions := predictions, compare_as := compare_as)

),

counted as (

    select
        each.prediction_set_id,
        each.item_id,
        each.label_count,
        each.prediction_count,
        each.true_positive_count
    from _item_sum(
        predictions := predictions,
        compare_as := compare_as,
        min_confidence := min_confidence,
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        outside := outside
    ) as each
    inner join chosen using (prediction_set_id)
    anti join _left_out_scope(item_scope := item_scope) as unasked
        on
            each.prediction_set_id = unasked.prediction_set_id
            and each.item_id = unasked.item_id
    where chosen.is_strict or each.label_count > 0

)

select
    counted.prediction_set_id,
    member.slice_number,
    count(*) as item_count,
    count(answer.item_id) as probability_count,
    sum((counted.prediction_count > 0)::integer)::bigint as answered_count,
    sum((
        counted.label_count = counted.true_positive_count
        and counted.prediction_count = counted.true_positive_count
    )::integer)::bigint as right_count,
    count(*) filter (where counted.label_count + counted.prediction_count > 0) as f1_count,
    sum(
        (2 * counted.true_positive_count * 4503599627370496)
        // nullif(counted.label_count + counted.prediction_count, 0)
    ) as f1_sum,
    count(*) filter (where answer.label_rank <= top) as top_count,
    count(answer.label_rank) as ranked_count,
    sum((
        -ln(greatest(least(answer.label_probability, 1 - 2.220446049250313e-16), 2.220446049250313e-16))
        * 4503599627370496
    )::bigint) as log_loss_sum,
    count(answer.squared_error) as squared_count,
    sum((answer.squared_error * 4503599627370496)::bigint) as squared_error_sum,
    count(answer.ranking_precision) as ranking_count,
    sum((answer.ranking_precision * 4503599627370496)::bigint) as ranking_precision_sum
from counted
inner join _member(item_filter := item_filter, slice_by := slice_by, slices := slices) as member
    using (item_id)
left join answer
    on
        counted.prediction_set_id = answer.prediction_set_id
        and counted.item_id = answer.item_id
group by counted.prediction_set_id, member.slice_number;

comment on macro table _item_score is  -- noqa: PRS
'Sums over the items of each slice: how many are answered right, and what their probabilities are worth.';
