-- table:  crossval_fold
-- grain:  one row per (prediction_set_name, fold): a fold that 'crossval run' has trained and predicted
-- units:  seconds is wall time; finished_at in UTC
-- null:   item_keys and probabilities once the prediction set is stored

create table if not exists crossval_fold (
    prediction_set_name varchar,
    dataset_id bigint,
    fold varchar,
    settings varchar,
    training_count bigint,
    item_count bigint,
    seconds double,
    finished_at timestamp,
    item_keys varchar[],
    probabilities blob
);

comment on table crossval_fold is 'A fold that duckeval crossval run has trained and predicted: what a stopped run goes on from.';
comment on column crossval_fold.prediction_set_name is 'Name of the prediction set that the run makes.';
comment on column crossval_fold.fold is 'The fold that was predicted, as text.';
comment on column crossval_fold.settings is 'What was trained on what, as JSON; a run goes on only where it is the same.';
comment on column crossval_fold.training_count is 'Items that were trained on.';
comment on column crossval_fold.item_count is 'Items of the fold, which were predicted.';
comment on column crossval_fold.seconds is 'Time that training and predicting took.';
comment on column crossval_fold.finished_at is 'When it was done; UTC.';
comment on column crossval_fold.item_keys is 'The items of the fold; null once the set is stored.';
comment on column crossval_fold.probabilities is 'A probability for each item and class, item by item, as little-endian doubles; null once the set is stored.';
