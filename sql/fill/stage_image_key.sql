-- fill:   staged_key, a temporary table
-- grain:  one row per further key of the images of COCO ground truth
-- reads:  staged_image
-- params: own_keys

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
    where not list_contains($own_keys, name)

)

select
    name,
    list(distinct type order by type) filter (where type <> 'NULL') as types,
    bool_and(try_cast(text as bigint) is not null) filter (where type in ('BIGINT', 'UBIGINT'))
        as is_bigint
from valued
group by name
order by name;
