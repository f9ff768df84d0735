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
        ) as kinds,
        json_extract_string(
            json,
            ['image_id', 'category_id', 'score', '/bbox/0', '/bbox/1', '/bbox/2', '/bbox/3', 'id']
        ) as texts
    from read_json_objects($files, format = 'array', maximum_object_size = $size_limit)

)

select
    case when kinds[1] in ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR') then texts[1] end as item_key,
    case when kinds[2] in ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR') then texts[2] end as class_key,
    case when kinds[8] in ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR') then texts[8] end
        as prediction_key,
    case when kinds[3] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[3] as double) end
        as confidence,
    case when kinds[4] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[4] as double) end
        as x_px,
    case when kinds[5] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[5] as double) end
        as y_px,
    case when kinds[6] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[6] as double) end
        as w_px,
    case when kinds[7] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[7] as double) end
        as h_px,
    least(json_array_length(raw, '/bbox'), 255)::utinyint as box_length
from element;


create or replace temp view staged_prediction as
select
    staged_prediction_row.*,
    staged_prediction_row.rowid as place
from staged_prediction_row;

-- which of two values is meant nobody can say
insert into staged_fault
with

numbered as (

    select
        json_keys(json) as row_keys,
        row_number() over () - 1 as place
    from read_json_objects($files, format = 'array', maximum_object_size = $size_limit)

)

select
    '' as section,
    place,
    list_filter(
        row_keys, lambda one: len(list_filter(row_keys, lambda other: other = one)) > 1
    )[1]
        as field,
    'is there once' as rule
from numbered
where len(row_keys) > len(list_distinct(row_keys));
