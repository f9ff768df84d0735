-- fill:   removes what was derived for one set
-- reads:  prediction, prediction_set
-- params: prediction_set_id

delete from pair
where prediction_id in (
    select prediction.prediction_id from prediction
    where prediction.prediction_set_id = $prediction_set_id
);

delete from match
where prediction_id in (
    select prediction.prediction_id from prediction
    where prediction.prediction_set_id = $prediction_set_id
);

delete from match_coco
where prediction_id in (
    select prediction.prediction_id from prediction
    where prediction.prediction_set_id = $prediction_set_id
);

delete from evaluated
where prediction_set_id = $prediction_set_id;

delete from answer
where prediction_set_id = $prediction_set_id;

delete from text_score
where prediction_set_id = $prediction_set_id;

update prediction_set
set is_matched_closest = false, is_matched_coco = false
where prediction_set_id = $prediction_set_id;
