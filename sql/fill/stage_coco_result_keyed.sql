-- fill:   staged_prediction, a temporary view of a temporary table
-- grain:  one row per element of COCO results that have ids, in the order of the file
-- params: files, size_limit
-- note:   a typed read, for arrays that hold no text and no true, false or null: DuckDB would take
--         "0.5" and true for numbers

create or replace temp table staged_prediction_row as
select
    image_id as item_key,
    category_id as class_key,
    id as prediction_key,
    score as confidence,
    bbox[1] as x_px,
    bbox[2] as y_px,
    bbox[3] as w_px,
    bbox[4] as h_px,
    least(len(bbox), 255)::utinyint as box_length
from read_json(
    $files,
    columns = {
        image_id: 'VARCHAR',
        category_id: 'VARCHAR',
        bbox: 'DOUBLE[]',
        id: 'VARCHAR',
        score: 'DOUBLE'
    },
    format = 'array',
    maximum_object_size = $size_limit
);

create or replace temp view staged_prediction as
select
    staged_prediction_row.*,
    staged_prediction_row.rowid as place
from staged_prediction_row;
