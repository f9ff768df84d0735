-- macro:  lane_accuracy
-- grain:  one row per (prediction_set, slice)
-- reads:  _checked, _left_out_scope, _member, _slice_list, lane_score, matching
-- units:  accuracy, false_positive, false_negative are fractions in [0, 1]; *_count are items and lanes
-- null:   the means where no item counts
-- absent: sets that are not compared as polylines
-- follows: the TuSimple lane benchmark: of each item, the share of its rows at which a lane is right
--         (within 20 px across an upright lane), the best prediction for each lane, over at most four
--         lanes; a lane is found from 85 percent of the rows on. Means over items
-- note:   an item counts if its column h_samples says at which rows lanes are compared. Its score does
--         not depend on classes, confidence or a threshold

create or replace macro lane_accuracy(
    predictions := null,
    item_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    item_scope := 'all'
) as table
with

total as (

    -- sums of integers, in 2^-52, so that no order of addition changes a mean
    select
        lane_score.prediction_set_id,
        member.slice_number,
        count(*) as scored_count,
        sum(lane_score.label_count)::bigint as label_count,
        sum(lane_score.prediction_count)::bigint as prediction_count,
        sum((lane_score.accuracy * 4503599627370496)::bigint) as accuracy_sum,
        sum((lane_score.false_positive * 4503599627370496)::bigint) as false_positive_sum,
        sum((lane_score.false_negative * 4503599627370496)::bigint) as false_negative_sum
    from lane_score
    inner join _member(
        item_filter := item_filter, slice_by := slice_by, slices := slices
    ) as member using (item_id)
    anti join _left_out_scope(item_scope := item_scope) as unasked
        on
            lane_score.prediction_set_id = unasked.prediction_set_id
            and lane_score.item_id = unasked.item_id
    group by lane_score.prediction_set_id, member.slice_number

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    slice_list.item_count,
    coalesce(total.scored_count, 0) as scored_count,
    coalesce(total.label_count, 0) as label_count,
    coalesce(total.prediction_count, 0) as prediction_count,
    total.accuracy_sum / 4503599627370496 / nullif(total.scored_count, 0) as accuracy,
    total.false_positive_sum / 4503599627370496 / nullif(total.scored_count, 0) as false_positive,
    total.false_negative_sum / 4503599627370496 / nullif(total.scored_count, 0) as false_negative
from _slice_list(
    predictions := predictions,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope
) as slice_list
semi join (
    select matching.prediction_set_id
    from matching
    where matching.compared_as = 'polyline'
) as lined on slice_list.prediction_set_id = lined.prediction_set_id
left join total
    on
        slice_list.prediction_set_id = total.prediction_set_id
        and slice_list.slice_number = total.slice_number
where _checked(null, item_scope, '101')
order by slice_list.prediction_set_name, slice_list.slice nulls last;

comment on macro table lane_accuracy is  -- noqa: PRS
'Accuracy, false positives and false negatives of lanes as TuSimple measures them, per slice.';
