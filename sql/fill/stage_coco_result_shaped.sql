-- fill:   staged_prediction, a temporary view of a temporary table
-- grain:  one row per element of COCO results with segmentation or keypoints, in the order of the file
-- params: files, size_limit
-- null:   whatever is not of the type it should be
-- note:   values come as JSON, so that their types can be seen; segmentation and keypoints stay so

create or replace temp table staged_prediction_row as
select
    _json_text(image_id) as item_key,
    _json_text(category_id) as class_key,
    _json_text(id) as prediction_key,
    _json_number(score) as confidence,
    _json_number(bbox -> 0) as x_px,
    _json_number(bbox -> 1) as y_px,
    _json_number(bbox -> 2) as w_px,
    _json_number(bbox -> 3) as h_px,
    case when bbox is not null then least(json_array_length(bbox), 255) end::utinyint
        as box_length,
    segmentation,
    keypoints
from read_json(
    $files,
    columns = {
        id: 'JSON',
        image_id: 'JSON',
        category_id: 'JSON',
        bbox: 'JSON',
        score: 'JSON',
        segmentation: 'JSON',
        keypoints: 'JSON'
    },
    format = 'array',
    maximum_object_size = $size_limit
);

create or replace temp view staged_prediction as
select
    staged_prediction_row.*,
    staged_prediction_row.rowid as place
from staged_prediction_row;
