-- fill:   staged_label, a temporary view of a temporary table
-- grain:  one row per annotation of COCO ground truth, in the order of the file
-- params: files, size_limit
-- note:   a typed read, for arrays that hold no text and no true, false or null: DuckDB would take
--         "0.5" and true for numbers

create or replace temp table staged_label_row as
select
    image_id as item_key,
    category_id as class_key,
    id as label_key,
    bbox[1] as x_px,
    bbox[2] as y_px,
    bbox[3] as w_px,
    bbox[4] as h_px,
    least(len(bbox), 255)::utinyint as box_length,
    area as area_px2,
    coalesce(iscrowd, 0) <> 0 as is_crowd,
    coalesce(difficult, 0) <> 0 as is_difficult
from read_json(
    $files,
    columns = {
        id: 'VARCHAR',
        image_id: 'VARCHAR',
        category_id: 'VARCHAR',
        bbox: 'DOUBLE[]',
        area: 'DOUBLE',
        iscrowd: 'DOUBLE',
        difficult: 'DOUBLE'
    },
    format = 'array',
    maximum_object_size = $size_limit
);

create or replace temp view staged_label as
select
    staged_label_row.*,
    staged_label_row.rowid as place
from staged_label_row;
