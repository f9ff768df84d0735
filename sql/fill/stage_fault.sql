-- fill:   staged_fault, staged_raw, temporary tables
-- grain:  staged_fault: one row per faulty row of a file, its first fault;
--         staged_raw: the text of those rows
-- note:   place is the number of the row within its section, from 0

create or replace temp table staged_fault (
    section varchar,
    place bigint,
    field varchar,
    rule varchar
);

create or replace temp table staged_raw (
    section varchar,
    place bigint,
    pointer varchar,
    line bigint,
    raw varchar
);
