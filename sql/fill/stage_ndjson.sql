-- fill:   staged_image, staged_key, temporary tables
-- grain:  staged_image: one row per JSON object; staged_key: one row per key of them
-- params: file, size_limit

create or replace temp table staged_image as
select json as raw
from read_json_objects($file, format = 'auto', maximum_object_size = $size_limit);

create or replace temp table staged_key as
with

keyed as (

    select
        raw,
        unnest(list_distinct(json_keys(raw))) as name
    from staged_image

),

valued as (

    select
        name,
        json_type(raw, '/' || replace(replace(name, '~', '~0'), '/', '~1')) as type,
        json_extract_string(raw, '/' || replace(replace(name, '~', '~0'), '/', '~1')) as text
    from keyed

)

select
    name,
    list(distinct type order by type) filter (where type <> 'NULL') as types,
    bool_and(try_cast(text as bigint) is not null) filter (where type in ('BIGINT', 'UBIGINT'))
        as is_bigint
from valued
group by name
order by name;
