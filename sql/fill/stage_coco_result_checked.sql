-- fill:   staged_prediction, a temporary view of a temporary table
-- grain:  one row per element of COCO results, in the order of the file
-- params: files, size_limit
-- null:   whatever is not of the type it should be

create or replace temp table staged_prediction_row as
with

element as (

    select
        json as raw,
        json_type(
            json,
            ['image_id', 'category_id', 'score', '/bbox/0', '/bbox/1', '/bbox/2', '/bbox/3', 'id']
        ) as types,
        json_extract_string(
            json,
            ['image_id', 'category_id', 'score', '/bbox/0', '/bbox/1', '/bbox/2', '/bbox/3', 'id']
        ) as texts
    from read_json_objects($files, format = 'array', maximum_object_size = $size_limit)

)

select
    case
        when types[1] in ('BIGINT', 'UBIGINT', 'VARCHAR') then texts[1]
        when types[1] = 'DOUBLE' then regexp_replace(texts[1], '^(-?[0-9]+)\.0$', '\1')
    end as item_key,
    case
        when types[2] in ('BIGINT', 'UBIGINT', 'VARCHAR') then texts[2]
        when types[2] = 'DOUBLE' then regexp_replace(texts[2], '^(-?[0-9]+)\.0$', '\1')
    end as class_key,
    case when types[8] in ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR') then texts[8] end
        as prediction_key,
    case when types[3] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[3] as double) end
        as confidence,
    case when types[4] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[4] as double) end
        as x_px,
    case when types[5] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[5] as double) end
        as y_px,
    case when types[6] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[6] as double) end
        as w_px,
    case when types[7] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[7] as double) end
        as h_px,
    least(json_array_length(raw, '/bbox'), 255)::utinyint as box_length
from element;

create or replace temp view staged_prediction as
select
    staged_prediction_row.*,
    staged_prediction_row.rowid as place
from staged_prediction_row;
