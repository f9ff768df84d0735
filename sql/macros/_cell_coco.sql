-- macro:  _cell_coco
-- grain:  one row per (prediction_id) among the best of its item and class
-- reads:  _compared, _coco_rematched, _left_out_prediction, evaluated
-- note:   a prediction that prediction_filter leaves out lies in no area range, so it is ignored
--         wherever it is not matched; under static it cannot be a true positive either

create or replace macro _cell_coco(
    compare_as := null,
    label_filter := 'true',
    prediction_filter := 'true',
    outside := 'ignore'
) as table
with

matched as (

    select
        prediction_id,
        bit_or(case when not is_ignored then 1::ubigint << cell else 0::ubigint end) as true_bits,
        bit_or(case when is_ignored then 1::ubigint << cell else 0::ubigint end) as ignored_bits
    from _coco_rematched(
        first_cell := 0,
        last_cell := 39,
        compare_as := compare_as,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        outside := outside
    )
    where cell < 40
    group by prediction_id

),

known_prediction as (

    select
        evaluated.*,
        compared.max_rank,
        left_out.prediction_id is null as is_kept
    from evaluated
    inner join _compared(compare_as := compare_as) as compared using (matching_id)
    left join _left_out_prediction(prediction_filter := prediction_filter) as left_out
        on evaluated.prediction_id = left_out.prediction_id

),

ranked as (

    select
        *,
        row_number() over (
            partition by prediction_set_id, item_id, class_id order by coco_item_rank asc
        ) as item_rank
    from known_prediction
    where outside <> 'drop' or is_kept

)

select
    ranked.matching_id,
    ranked.prediction_set_id,
    ranked.class_id,
    ranked.item_id,
    ranked.prediction_id,
    ranked.confidence,
    ranked.coco_class_rank as class_rank,
    ranked.item_rank,
    case when ranked.is_kept then ranked.area_bits else 0 end as area_bits,
    coalesce(matched.true_bits, 0) as true_bits,
    coalesce(matched.ignored_bits, 0) as ignored_bits,
    coalesce(
        sum((matched.prediction_id is not null)::integer) over (
            partition by ranked.prediction_set_id, ranked.class_id
            order by ranked.coco_class_rank asc
            rows between unbounded preceding and 1 preceding
        ),
        0
    ) as event_number
from ranked
left join matched using (prediction_id)
where ranked.item_rank <= ranked.max_rank;

comment on macro table _cell_coco is  -- noqa: PRS
'The matches of coco in all 40 cells, matched anew under filters.';
