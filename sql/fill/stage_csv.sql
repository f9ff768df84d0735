-- fill:   staged_text, a temporary table
-- grain:  one row per record of a CSV file, every column a text
-- params: file

create or replace temp table staged_text as
select *
from read_csv(
    $file,
    all_varchar = true,
    header = true,
    hive_partitioning = false,
    sample_size = 20480
);
