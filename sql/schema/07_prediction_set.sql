-- table:  prediction_set
-- grain:  one row per (prediction_set_id): what one model version said about one data set

create table if not exists prediction_set (
    prediction_set_id bigint,
    prediction_set_name varchar,
    dataset_id bigint,
    task_id bigint,
    model_name varchar,
    model_version varchar,
    created_at timestamp
);

comment on table prediction_set is 'What one model version said about one data set; never changed after it was loaded.';
comment on column prediction_set.prediction_set_name is 'Name given with --set, unique in the file; the stem of the file name when none was given.';
comment on column prediction_set.task_id is 'The question that it answers.';
comment on column prediction_set.created_at is 'When the set was loaded; UTC.';
