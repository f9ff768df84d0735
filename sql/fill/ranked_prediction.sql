-- fill:   ranked_prediction, a temporary table
-- grain:  one row per (prediction_id) of the set that can be compared as the shape
-- reads:  prediction, item
-- params: prediction_set_id, shape_bit
-- note:   prediction_id rises by class, falling confidence and item_order, so the rank within the
--         class is a difference. The rank of COCO differs from it only where confidences tie within
--         an item: there the place in the file decides, not the geometry

create or replace temp table ranked_prediction as
with

scored as (

    select
        prediction_id,
        class_id,
        item_id,
        confidence,
        area_px2,
        source_row,
        comparable_bits & $shape_bit > 0 as is_comparable
    from prediction
    where prediction_set_id = $prediction_set_id

),

first_of_class as (

    select
        class_id,
        min(prediction_id) as prediction_id
    from scored
    group by class_id

),

tied as (

    select
        scored.prediction_id,
        row_number() over by_place - row_number() over by_geometry as shift
    from scored
    semi join (
        select
            class_id,
            item_id,
            confidence
        from scored
        group by class_id, item_id, confidence
        having count(*) > 1
    ) as tie using (class_id, item_id, confidence)
    window
        by_place as (
            partition by scored.class_id, scored.item_id, scored.confidence
            order by scored.source_row asc
        ),
        by_geometry as (
            partition by scored.class_id, scored.item_id, scored.confidence
            order by scored.prediction_id asc
        )

),

ranked as (

    select
        scored.prediction_id,
        scored.class_id,
        scored.item_id,
        scored.confidence,
        scored.area_px2,
        scored.is_comparable,
        scored.prediction_id - first_of_class.prediction_id + 1 as class_rank,
        scored.prediction_id - first_of_class.prediction_id + 1 + coalesce(tied.shift, 0)
            as coco_class_rank
    from scored
    inner join first_of_class using (class_id)
    left join tied on scored.prediction_id = tied.prediction_id

)

select
    prediction_id,
    class_id,
    item_id,
    confidence,
    area_px2,
    class_rank,
    coco_class_rank,
    -- one number to partition by: two thirds of the time of two columns
    row_number() over (
        partition by item_id * 4294967296 + class_id order by coco_class_rank asc
    ) as coco_item_rank
from ranked
where is_comparable
order by prediction_id;
