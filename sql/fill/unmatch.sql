-- fill:   removes what was derived for one matching
-- params: matching_id

delete from pair
where matching_id = $matching_id;

delete from line_distance
where matching_id = $matching_id;

delete from match
where matching_id = $matching_id;

delete from match_coco
where matching_id = $matching_id;

delete from evaluated
where matching_id = $matching_id;

delete from answer
where prediction_set_id in (
    select matching.prediction_set_id
    from matching
    where matching.matching_id = $matching_id
);

delete from text_score
where prediction_set_id in (
    select matching.prediction_set_id
    from matching
    where matching.matching_id = $matching_id
);

delete from lane_score
where prediction_set_id in (
    select matching.prediction_set_id
    from matching
    where matching.matching_id = $matching_id and matching.compared_as = 'polyline'
);

update matching
set is_matched_closest = false, is_matched_coco = false
where matching_id = $matching_id;
