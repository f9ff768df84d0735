-- fill:   staged_text, staged_reject, temporary tables
-- grain:  staged_text: one row per record of a CSV file, every column a text;
--         staged_reject: one row per error in a line that is no record
-- params: file, columns, delimiter, is_strict

drop table if exists temp.staged_reject;

drop table if exists temp.staged_reject_scan;

create or replace temp table staged_text as
select *
from read_csv(
    $file,
    auto_detect = false,
    columns = $columns,
    delim = $delimiter,
    quote = '"',
    escape = '"',
    header = true,
    strict_mode = $is_strict,
    store_rejects = true,
    rejects_table = 'staged_reject',
    rejects_scan = 'staged_reject_scan',
    hive_partitioning = false
);
