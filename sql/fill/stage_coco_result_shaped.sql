-- fill:   staged_prediction, a temporary view of a temporary table
-- grain:  one row per element of COCO results with segmentation or keypoints, in the order of the file
-- params: files, size_limit
-- null:   whatever is not of the type it should be
-- note:   values come as JSON, so that their types can be seen; segmentation and keypoints stay so

create or replace temp table staged_prediction_row as
select
    case when json_type(image_id) in ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR')
            then image_id ->> '$'
    end as item_key,
    case when json_type(category_id) in ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR')
            then category_id ->> '$'
    end as class_key,
    case when json_type(id) in ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR') then id ->> '$' end
        as prediction_key,
    case when json_type(score) in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(score as double) end
        as confidence,
    _json_number(bbox, 0) as x_px,
    _json_number(bbox, 1) as y_px,
    _json_number(bbox, 2) as w_px,
    _json_number(bbox, 3) as h_px,
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
