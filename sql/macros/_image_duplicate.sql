-- macro:  _image_duplicate
-- grain:  one row per (item_id, other_item_id, reason)
-- reads:  _member, item
-- null:   other_item_id and uniqueness where the reason is not about them
-- absent: every item, where item has neither the column uniqueness nor perceptual_hash
-- follows: reason uniqueness: an item whose uniqueness is max_uniqueness or less. reason
--         perceptual_hash: the first item of a data set that has a hash, beside each later one
-- note:   columns that are not there are null: the union by name brings them

create or replace macro _image_duplicate(item_filter := 'true', max_uniqueness := 0.03) as table
with

known as (

    select
        item_id,
        try_cast(uniqueness as double) as uniqueness,
        perceptual_hash::varchar as perceptual_hash
    from (
        select columns(lambda c: lower(c) in ('item_id', 'uniqueness', 'perceptual_hash')) from item
        union all by name
        select
            null::bigint as item_id,
            null::double as uniqueness,
            null as perceptual_hash
        where false
    ) as loaded

),

member_item as (

    select
        item.dataset_id,
        item.item_id,
        item.item_order,
        known.uniqueness,
        known.perceptual_hash
    from item
    inner join known using (item_id)
    semi join _member(item_filter := item_filter) as member using (item_id)

),

hashed as (

    select
        item_id,
        first_value(item_id) over (
            partition by dataset_id, perceptual_hash
            order by item_order asc, item_id asc
            rows between unbounded preceding and unbounded following
        ) as first_item_id
    from member_item
    where perceptual_hash is not null

)

select
    item_id,
    null::bigint as other_item_id,
    uniqueness,
    'uniqueness' as reason
from member_item
where uniqueness <= max_uniqueness::double
union all
select
    first_item_id as item_id,
    item_id as other_item_id,
    null::double as uniqueness,
    'perceptual_hash' as reason
from hashed
where item_id <> first_item_id;

comment on macro table _image_duplicate is  -- noqa: PRS
'Items that are nearly the same as another one, as far as loaded columns tell.';
