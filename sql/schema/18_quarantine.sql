-- table:  quarantine
-- grain:  one row per rejected row of a load
-- null:   line for formats without lines, pointer for formats without pointers

create table if not exists quarantine (
    load_id bigint,
    file varchar,
    pointer varchar,
    line bigint,
    field varchar,
    value varchar,
    rule varchar,
    raw varchar
);

comment on table quarantine is 'A row of a file that could not be right and was set aside.';
comment on column quarantine.pointer is 'JSON pointer of the row in its file, as /annotations/17.';
comment on column quarantine.line is 'Row of a tabular file: its line in CSV (the header is line 1) and NDJSON (from 1), its number in parquet or a frame (from 0).';
comment on column quarantine.field is 'The field that is wrong.';
comment on column quarantine.value is 'What stands there, as text.';
comment on column quarantine.rule is 'The rule that it breaks, as bbox.width > 0.';
comment on column quarantine.raw is 'The whole row as JSON.';
