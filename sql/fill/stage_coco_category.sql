-- fill:   staged_class, a temporary view of a temporary table
-- grain:  one row per category of COCO ground truth, in the order of the file
-- params: files, size_limit
-- null:   class_key where the id is neither number nor text; class_name where it has none

create or replace temp table staged_class_row as
with

element as (

    select
        json_type(json, ['id', 'name', 'supercategory']) as kinds,
        json_extract_string(json, ['id', 'name', 'supercategory']) as texts
    from read_json_objects($files, format = 'array', maximum_object_size = $size_limit)

)

select
    case
        when kinds[1] in ('BIGINT', 'UBIGINT', 'VARCHAR') then texts[1]
        when kinds[1] = 'DOUBLE' then regexp_replace(texts[1], '^(-?[0-9]+)\.0$', '\1')
    end as class_key,
    case when kinds[2] in ('VARCHAR', 'BIGINT', 'UBIGINT') then nullif(texts[2], '') end
        as class_name,
    case when kinds[3] = 'VARCHAR' then texts[3] end as supercategory
from element;

create or replace temp view staged_class as
select
    staged_class_row.*,
    staged_class_row.rowid as place
from staged_class_row;
