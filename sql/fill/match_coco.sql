-- fill:   match_coco
-- reads:  pair, label, ranked_prediction
-- params: matching_id, max_rank
-- follows: COCOeval.evaluateImg of pycocotools: predictions of an item and class by confidence (ties:
--         place in the file), the first max_rank; equal IoU takes the label later in the file
-- note:   a list per item and class goes to coco_match, which sees up to 2,048 of them a call and
--         matches the r-th predictions of all of them together

insert into match_coco
with

candidate as (

    select
        ranked_prediction.item_id,
        ranked_prediction.class_id,
        ranked_prediction.coco_item_rank,
        label.source_row,
        pair.iou,
        struct_pack(
            prediction_id := pair.prediction_id,
            label_id := pair.label_id,
            iou := pair.iou,
            is_crowd := label.is_crowd,
            -- no area range holds a label that is ignored without being a crowd
            area := case
                when pair.is_ignored and not label.is_crowd then -1 else label.area_px2
            end
        ) as pair_of
    from pair
    inner join ranked_prediction using (prediction_id)
    inner join label using (label_id)
    where
        pair.matching_id = $matching_id
        and pair.is_same_class
        and pair.iou >= 0.5
        and ranked_prediction.coco_item_rank <= $max_rank

),

matched as (

    select unnest(coco_match(list(pair_of order by coco_item_rank, iou, source_row))) as found
    from candidate
    group by item_id, class_id

)

select
    $matching_id as matching_id,
    found.prediction_id,
    found.label_id,
    found.iou,
    found.true_bits,
    found.ignored_bits
from matched;
