-- table:  project
-- grain:  one row: what made this file

create table if not exists project (
    schema_version bigint,
    created_with varchar,
    created_at timestamp,
    objects_sha256 varchar
);

comment on table project is 'What made this file.';
comment on column project.schema_version is 'Version of the tables; duckeval refuses a file of a later one.';
comment on column project.created_with is 'Version of duckeval that made the file.';
comment on column project.objects_sha256 is 'Digest of the macros and views in the file.';
comment on column project.created_at is 'When the file was made; UTC.';
