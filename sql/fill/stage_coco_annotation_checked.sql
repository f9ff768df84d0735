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
        ) as kinds,
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
    case when kinds[1] in ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR') then texts[1] end as item_key,
    case when kinds[2] in ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR') then texts[2] end as class_key,
    case when kinds[3] in ('BIGINT', 'UBIGINT', 'DOUBLE', 'VARCHAR') then texts[3] end
        as label_key,
    case when kinds[4] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[4] as double) end
        as x_px,
    case when kinds[5] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[5] as double) end
        as y_px,
    case when kinds[6] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[6] as double) end
        as w_px,
    case when kinds[7] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[7] as double) end
        as h_px,
    least(json_array_length(raw, '/bbox'), 255)::utinyint as box_length,
    -- an area that is no number is made anew from the box
    case when kinds[8] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[8] as double) end
        as area_px2,
    case
        when coalesce(kinds[9], 'NULL') = 'NULL' then false
        when kinds[9] = 'BOOLEAN' then texts[9] = 'true'
        when kinds[9] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[9] as double) <> 0
    end as is_crowd,
    case
        when coalesce(kinds[10], 'NULL') = 'NULL' then false
        when kinds[10] = 'BOOLEAN' then texts[10] = 'true'
        when kinds[10] in ('BIGINT', 'UBIGINT', 'DOUBLE') then try_cast(texts[10] as double) <> 0
    end as is_difficult
from element;


create or replace temp view staged_label as
select
    staged_label_row.*,
    staged_label_row.rowid as place
from staged_label_row;

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
    '/annotations' as section,
    place,
    list_filter(
        row_keys, lambda one: len(list_filter(row_keys, lambda other: other = one)) > 1
    )[1]
        as field,
    'is there once' as rule
from numbered
where len(row_keys) > len(list_distinct(row_keys));
