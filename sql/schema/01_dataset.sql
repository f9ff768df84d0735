-- table:  dataset
-- grain:  one row per (dataset_id): one version of one labelled data set
-- units:  created_at in UTC

create table if not exists dataset (
    dataset_id bigint,
    dataset_name varchar,
    dataset_version varchar,
    created_at timestamp
);

comment on table dataset is 'One version of a labelled data set.';
comment on column dataset.dataset_name is 'Name given with --dataset; default when none was given.';
comment on column dataset.dataset_version is 'Text after the @ of --dataset NAME@VERSION; 1 when none was given.';
comment on column dataset.created_at is 'When its first file was loaded; UTC.';
