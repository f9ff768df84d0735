-- table:  load
-- grain:  one row per (load_id): one file or frame that was loaded
-- note:   rows_in = rows_loaded + rows_quarantined always holds

create table if not exists load (
    load_id bigint,
    kind varchar,
    file varchar,
    sha256 varchar,
    format varchar,
    options varchar,
    dataset_id bigint,
    prediction_set_id bigint,
    rows_in bigint,
    rows_loaded bigint,
    rows_quarantined bigint,
    versions varchar,
    loaded_at timestamp
);

comment on table load is 'The ledger: one row for each file or frame that was loaded.';
comment on column load.kind is 'labels, predictions, metadata or metrics.';
comment on column load.file is 'Path as the user gave it; <frame> for a data frame.';
comment on column load.sha256 is 'SHA-256 of the content of the file.';
comment on column load.options is 'The options that decide what the load means, as JSON; the same file with the same options is not loaded twice.';
comment on column load.versions is 'Versions of duckeval and duckdb that made the load, as JSON.';
comment on column load.loaded_at is 'UTC.';
