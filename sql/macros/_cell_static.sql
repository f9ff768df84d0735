-- macro:  _cell_static
-- grain:  one row per (prediction_id) among the best of its item and class
-- reads:  _compared, _left_out_label, _left_out_prediction, evaluated, match_coco
-- follows: outside := 'static': the matches of the full run; what the filters leave out is ignored

create or replace macro _cell_static(
    compare_as := null, label_filter := 'true', prediction_filter := 'true'
) as table
with

matched as (

    select
        prediction_id,
        bit_or(case when is_kept then true_bits else 0::ubigint end) as true_bits,
        bit_or(case when is_kept then ignored_bits else true_bits | ignored_bits end)
            as ignored_bits
    from (
        select
            match_coco.*,
            left_out.label_id is null as is_kept
        from match_coco
        semi join _compared(compare_as := compare_as) as compared using (matching_id)
        left join _left_out_label(label_filter := label_filter) as left_out
            on match_coco.label_id = left_out.label_id
    ) as bits
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
    where evaluated.coco_item_rank <= compared.max_rank

)

select
    known_prediction.matching_id,
    known_prediction.prediction_set_id,
    known_prediction.class_id,
    known_prediction.item_id,
    known_prediction.prediction_id,
    known_prediction.confidence,
    known_prediction.coco_class_rank as class_rank,
    known_prediction.coco_item_rank as item_rank,
    known_prediction.area_bits,
    coalesce(matched.true_bits, 0) as true_bits,
    coalesce(matched.ignored_bits, 0) as ignored_bits,
    coalesce(
        sum((matched.prediction_id is not null)::integer) over (
            partition by known_prediction.prediction_set_id, known_prediction.class_id
            order by known_prediction.coco_class_rank asc
            rows between unbounded preceding and 1 preceding
        ),
        0
    ) as event_number
from known_prediction
left join matched using (prediction_id)
where known_prediction.is_kept;

comment on macro table _cell_static is  -- noqa: PRS
'The stored matches of coco in all 40 cells, with what the filters leave out ignored.';
