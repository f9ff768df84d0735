-- table:  lane_score
-- grain:  one row per (prediction_set_id, item_id): an item with h_samples, under a set that is
--         compared as polylines
-- units:  accuracy, false_positive and false_negative are fractions in [0, 1]; *_count are lanes
-- null:   never
-- note:   derived from label and prediction, rebuilt per set; never the only home of a fact

create table if not exists lane_score (
    prediction_set_id bigint,
    item_id bigint,
    label_count integer,
    prediction_count integer,
    accuracy double,
    false_positive double,
    false_negative double
);

comment on table lane_score is 'What the TuSimple lane benchmark says of each item.';
comment on column lane_score.label_count is 'Lanes that are labelled on the item.';
comment on column lane_score.prediction_count is 'Lanes that the set predicts on it.';
comment on column lane_score.accuracy is 'Share of the rows at which the best prediction of each lane is right, over lanes.';
comment on column lane_score.false_positive is 'Share of the predicted lanes that find none.';
comment on column lane_score.false_negative is 'Share of the labelled lanes that are not found.';
