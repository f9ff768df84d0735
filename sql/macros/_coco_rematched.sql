-- macro:  _coco_rematched
-- grain:  one row per (cell, prediction_id) that is matched
-- reads:  _coco_cell, _compared, _left_out_label, _left_out_prediction, evaluated, label, pair
-- follows: COCOeval.evaluateImg of pycocotools. Its greedy choice is a stable matching: every
--         prediction proposes to its labels in the order of its preference, every label keeps the
--         best-ranked proposal, who is refused goes on to the next; the result does not depend
--         on the order of the proposals, so all go at once
-- note:   a crowd refuses nobody

create or replace macro _coco_rematched(
    iou_threshold := 0.5,
    first_cell := 40,
    last_cell := 40,
    compare_as := null,
    label_filter := 'true',
    prediction_filter := 'true',
    outside := 'ignore'
) as table
with recursive

cell as materialized (

    from _coco_cell(iou_threshold := iou_threshold)
    where cell = 40 or cell between first_cell and last_cell

),

known_label as (

    select
        label.label_id,
        label.source_row,
        label.is_crowd,
        label.area_px2,
        left_out.label_id is null as is_kept
    from label
    left join _left_out_label(label_filter := label_filter) as left_out
        on label.label_id = left_out.label_id

),

ranked as (

    -- the best of an item and class, among those that outside := 'drop' leaves
    select
        evaluated.prediction_set_id,
        evaluated.prediction_id,
        row_number() over (
            partition by evaluated.prediction_set_id, evaluated.item_id, evaluated.class_id
            order by evaluated.coco_item_rank asc
        ) as item_rank,
        compared.max_rank
    from evaluated
    inner join _compared(compare_as := compare_as) as compared using (matching_id)
    left join _left_out_prediction(prediction_filter := prediction_filter) as left_out
        on evaluated.prediction_id = left_out.prediction_id
    where outside <> 'drop' or left_out.prediction_id is null

),

candidate as materialized (

    select
        cell.cell,
        ranked.prediction_set_id,
        pair.prediction_id,
        ranked.item_rank,
        pair.label_id,
        pair.iou,
        known_label.is_crowd,
        pair.is_ignored
        or not known_label.is_kept
        or known_label.area_px2 < cell.area_low
        or known_label.area_px2 > cell.area_high as is_ignored,
        row_number() over (
            partition by cell.cell, pair.prediction_id
            order by
                (
                    pair.is_ignored
                    or not known_label.is_kept
                    or known_label.area_px2 < cell.area_low
                    or known_label.area_px2 > cell.area_high
                ) asc,
                pair.iou desc,
                known_label.source_row desc
        ) as choice
    from pair
    semi join _compared(compare_as := compare_as) as compared using (matching_id)
    inner join ranked using (prediction_id)
    inner join known_label using (label_id)
    inner join cell on pair.iou >= least(cell.threshold, 1 - 1e-10)
    where
        pair.is_same_class
        and ranked.item_rank <= ranked.max_rank
        and (outside <> 'drop' or known_label.is_kept)

),

proposal as (

    select
        cell,
        prediction_id,
        choice,
        is_refused,
        bool_or(is_refused) over () as goes_on
    from (
        select
            cell,
            prediction_id,
            choice,
            not is_crowd and row_number() over (
                partition by prediction_set_id, cell, label_id order by item_rank asc
            ) > 1 as is_refused
        from candidate
        where choice = 1
    ) as opening
    union all
    select
        cell,
        prediction_id,
        choice,
        is_refused,
        bool_or(is_refused) over () as goes_on
    from (
        select
            candidate.cell,
            candidate.prediction_id,
            candidate.choice,
            not candidate.is_crowd and row_number() over (
                partition by candidate.prediction_set_id, candidate.cell, candidate.label_id
                order by candidate.item_rank asc
            ) > 1 as is_refused
        from proposal
        inner join candidate
            on
                proposal.cell = candidate.cell
                and proposal.prediction_id = candidate.prediction_id
                and proposal.choice + proposal.is_refused::integer = candidate.choice
        where proposal.goes_on
    ) as next_round

)

select
    candidate.cell,
    candidate.prediction_id,
    candidate.label_id,
    candidate.iou,
    candidate.is_crowd,
    candidate.is_ignored
from proposal
inner join candidate using (cell, prediction_id, choice)
where not proposal.goes_on;

comment on macro table _coco_rematched is  -- noqa: PRS
'The greedy matching of COCO at a free threshold, or in any of its cells, under filters.';
