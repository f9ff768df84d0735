-- fill:   staged_label, a temporary view of a temporary table
-- grain:  one row per annotation of COCO ground truth with segmentation or keypoints, in the order of
--         the file
-- params: files, size_limit
-- null:   whatever is not of the type it should be; is_crowd and is_difficult are false where the
--         file says nothing, and null where it says nonsense
-- note:   values come as JSON, so that their types can be seen; segmentation and keypoints stay so

create or replace temp table staged_label_row as
select
    _json_text(image_id) as item_key,
    _json_text(category_id) as class_key,
    _json_text(id) as label_key,
    _json_number(bbox -> 0) as x_px,
    _json_number(bbox -> 1) as y_px,
    _json_number(bbox -> 2) as w_px,
    _json_number(bbox -> 3) as h_px,
    case when bbox is not null then least(json_array_length(bbox), 255) end::utinyint
        as box_length,
    _json_number(area) as area_px2,
    _json_flag(iscrowd) as is_crowd,
    _json_flag(difficult) as is_difficult,
    segmentation,
    keypoints
from read_json(
    $files,
    columns = {
        id: 'JSON',
        image_id: 'JSON',
        category_id: 'JSON',
        bbox: 'JSON',
        area: 'JSON',
        iscrowd: 'JSON',
        difficult: 'JSON',
        segmentation: 'JSON',
        keypoints: 'JSON'
    },
    format = 'array',
    maximum_object_size = $size_limit
);

create or replace temp view staged_label as
select
    staged_label_row.*,
    staged_label_row.rowid as place
from staged_label_row;
