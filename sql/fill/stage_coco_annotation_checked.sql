-- fill:   staged_label, a temporary view of a temporary table
-- grain:  one row per annotation of COCO ground truth, in the order of the file
-- params: files, size_limit
-- null:   whatever is not of the type it should be; is_crowd and is_difficult are false where the
--         file says nothing, and null where it says nonsense

create or replace temp table staged_label_row as
with

element as (

    select
        json as raw,
        json_type(
            json,
            [
                'image_id', 'category_id', 'id', '/bbox/0', '/bbox/1', '/bbox/2', '/bbox/3',
                'area', 'iscrowd', 'difficult'
            ]
        ) as types,
        json_extract_string(
            json,
            [
                'image_id', 'category_id', 'id', '/bbox/0', '/bbox/1', '/bbox/2', '/bbox/3',
                'area', 'iscrowd', 'difficult'
            ]
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
    case when types[3] in ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR') then texts[3] end
        as label_key,
    case when types[4] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[4] as double) end
        as x_px,
    case when types[5] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[5] as double) end
        as y_px,
    case when types[6] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[6] as double) end
        as w_px,
    case when types[7] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[7] as double) end
        as h_px,
    least(json_array_length(raw, '/bbox'), 255)::utinyint as box_length,
    -- an area that is no number is made anew from the box
    case when types[8] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[8] as double) end
        as area_px2,
    case
        when coalesce(types[9], 'NULL') = 'NULL' then false
        when types[9] = 'BOOLEAN' then texts[9] = 'true'
        when types[9] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[9] as double) <> 0
    end as is_crowd,
    case
        when coalesce(types[10], 'NULL') = 'NULL' then false
        when types[10] = 'BOOLEAN' then texts[10] = 'true'
        when types[10] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[10] as double) <> 0
    end as is_difficult
from element;

create or replace temp view staged_label as
select
    staged_label_row.*,
    staged_label_row.rowid as place
from staged_label_row;
