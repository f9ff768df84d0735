-- fill:   staged_key, a temporary table
-- grain:  one row per further key of the images of COCO ground truth
-- reads:  staged_image
-- params: own_keys

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
    where not list_contains($own_keys, key_name)

)

select
    key_name,
    list(distinct json_kind order by json_kind) filter (where json_kind <> 'NULL') as json_kinds,
    bool_and(try_cast(said as bigint) is not null) filter (where json_kind in ('BIGINT', 'UBIGINT'))
        as is_bigint
from valued
group by key_name
order by key_name;
