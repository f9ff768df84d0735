-- fill:   removes a prediction set
-- params: prediction_set_id
-- note:   its load stays in the ledger

delete from prediction
where prediction_set_id = $prediction_set_id;

delete from probability
where prediction_set_id = $prediction_set_id;

delete from answer
where prediction_set_id = $prediction_set_id;

delete from matching
where prediction_set_id = $prediction_set_id;

delete from mutual_information
where prediction_set_id = $prediction_set_id;

delete from prediction_set
where prediction_set_id = $prediction_set_id;
