-- fill:   staged_image, a temporary table, and staged_item, a temporary view
-- grain:  one row per image of COCO ground truth, in the order of the file
-- params: files, size_limit
-- null:   item_key where the id is neither number nor text; sizes that are no whole number

create or replace temp table staged_image as
select json as raw
from read_json_objects($files, format = 'array', maximum_object_size = $size_limit);

create or replace temp table staged_item_row as
with

element as (

    select
        json_type(raw, ['id', 'file_name', 'width', 'height', 'split']) as kinds,
        json_extract_string(raw, ['id', 'file_name', 'width', 'height', 'split']) as texts
    from staged_image

)

select
    case
        when kinds[1] in ('BIGINT', 'UBIGINT', 'VARCHAR') then texts[1]
        when kinds[1] = 'DOUBLE' then regexp_replace(texts[1], '^(-?[0-9]+)\.0$', '\1')
    end as item_key,
    texts[2] as uri,
    case when regexp_full_match(texts[3], '[0-9]+(\.0*)?') then try_cast(texts[3] as bigint) end
        as width_px,
    case when regexp_full_match(texts[4], '[0-9]+(\.0*)?') then try_cast(texts[4] as bigint) end
        as height_px,
    texts[5] as split
from element;

create or replace temp view staged_item as
select
    staged_item_row.*,
    staged_item_row.rowid as place
from staged_item_row;
