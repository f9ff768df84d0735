-- fill:   staged_class, a temporary view of a temporary table
-- grain:  one row per category of COCO ground truth, in the order of the file
-- params: files, size_limit
-- null:   class_key where the id is neither number nor text; class_name where it has none;
--         keypoint_names and keypoint_sigmas where the category has none
-- note:   no standard has keypoint_sigmas; what is no list of numbers becomes an empty list, which no
--         class may have

create or replace temp table staged_class_row as
with

element as (

    select
        json_type(json, ['id', 'name', 'supercategory']) as kinds,
        json_extract_string(json, ['id', 'name', 'supercategory']) as texts,
        json_extract(json, '$.keypoints') as joints,
        json_extract(json, '$.keypoint_sigmas') as sigmas
    from read_json_objects($files, format = 'array', maximum_object_size = $size_limit)

)

select
    case
        when kinds[1] in ('BIGINT', 'UBIGINT', 'VARCHAR') then texts[1]
        when kinds[1] = 'DOUBLE' then regexp_replace(texts[1], '^(-?[0-9]+)\.0$', '\1')
    end as class_key,
    case when kinds[2] in ('VARCHAR', 'BIGINT', 'UBIGINT') then nullif(texts[2], '') end
        as class_name,
    case when kinds[3] = 'VARCHAR' then texts[3] end as supercategory,
    case when json_type(joints) = 'ARRAY' and json_array_length(joints) > 0
            then try_cast(joints as varchar[])
    end as keypoint_names,
    case
        when json_type(sigmas) = 'ARRAY' then coalesce(try_cast(sigmas as double[]), [])
        when coalesce(json_type(sigmas), 'NULL') <> 'NULL' then []
    end as keypoint_sigmas
from element;

create or replace temp view staged_class as
select
    staged_class_row.*,
    staged_class_row.rowid as place
from staged_class_row;
