-- macro:  _tide_matched
-- grain:  one row per (prediction_id) that takes a label
-- reads:  _compared, _left_out_label, _tide_present, pair
-- follows: TIDE: predictions by falling confidence, each takes the label of its class with the highest
--         IoU among those that nobody took, if that reaches the threshold. Such a greedy choice is
--         a stable matching: every prediction proposes to its labels in the order of its
--         preference, every label keeps the most confident, who is refused goes on to the
--         next; the result does not depend on the order of the proposals, so all go at once
-- note:   within a set and a class prediction_id is the rank by confidence; equal IoU goes to the
--         lower label_id

create or replace macro _tide_matched(
    predictions := null,
    compare_as := null,
    iou_threshold := 0.5,
    min_confidence := null,
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    outside := 'ignore',
    max_detections := null
) as table
with recursive

candidate as materialized (

    select
        present.prediction_set_id,
        pair.prediction_id,
        pair.label_id,
        pair.iou,
        row_number() over (
            partition by pair.prediction_id order by pair.iou desc, pair.label_id asc
        ) as choice
    from pair
    semi join _compared(compare_as := compare_as) as compared using (matching_id)
    inner join _tide_present(
        predictions := predictions,
        compare_as := compare_as,
        min_confidence := min_confidence,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        outside := outside,
        max_detections := max_detections
    ) as present using (prediction_id)
    left join _left_out_label(label_filter := label_filter) as left_out
        on pair.label_id = left_out.label_id
    where
        pair.is_same_class
        and pair.iou >= iou_threshold::double
        and not pair.is_ignored
        and (outside <> 'drop' or left_out.label_id is null)

),

proposal as (

    select
        prediction_id,
        choice,
        is_refused,
        bool_or(is_refused) over () as goes_on
    from (
        select
            prediction_id,
            choice,
            row_number() over (
                partition by prediction_set_id, label_id order by prediction_id asc
            ) > 1 as is_refused
        from candidate
        where choice = 1
    ) as opening
    union all
    select
        prediction_id,
        choice,
        is_refused,
        bool_or(is_refused) over () as goes_on
    from (
        select
            candidate.prediction_id,
            candidate.choice,
            row_number() over (
                partition by candidate.prediction_set_id, candidate.label_id
                order by candidate.prediction_id asc
            ) > 1 as is_refused
        from proposal
        inner join candidate
            on
                proposal.prediction_id = candidate.prediction_id
                and proposal.choice + proposal.is_refused::integer = candidate.choice
        where proposal.goes_on
    ) as next_round

)

select
    candidate.prediction_set_id,
    candidate.prediction_id,
    candidate.label_id,
    candidate.iou
from proposal
inner join candidate using (prediction_id, choice)
where not proposal.goes_on;

comment on macro table _tide_matched is  -- noqa: PRS
'The matching of TIDE: which prediction takes which label.';
