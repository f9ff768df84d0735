-- fill:   staged_image, staged_key, temporary tables; staged_fault
-- grain:  staged_image: one row per line that is not empty; staged_key: one row per key of the
--         objects
-- params: file, layout, is_lenient, size_limit
-- null:   raw where a line is not JSON

create or replace temp table staged_image as
select json as raw
from read_json_objects(
    $file,
    format = $layout,
    ignore_errors = $is_lenient,
    maximum_object_size = $size_limit
);

insert into staged_fault
select
    '' as section,
    rowid as place,
    '' as field,
    'is a JSON object' as rule
from staged_image
where raw is null or json_type(raw) <> 'OBJECT';

create or replace temp table staged_key as
with

keyed as (

    select
        raw,
        unnest(list_distinct(json_keys(raw))) as key_name
    from staged_image

),

valued as (

    select
        key_name,
        json_type(raw, '/' || replace(replace(key_name, '~', '~0'), '/', '~1')) as json_kind,
        json_extract_string(raw, '/' || replace(replace(key_name, '~', '~0'), '/', '~1')) as said
    from keyed

)

select
    key_name,
    list(distinct json_kind order by json_kind) filter (where json_kind <> 'NULL') as json_kinds,
    bool_and(try_cast(said as bigint) is not null) filter (where json_kind in ('BIGINT', 'UBIGINT'))
        as is_bigint
from valued
group by key_name
order by key_name;
