-- macro:  fold_leak
-- grain:  one row per (dataset, reason, other_item_id)
-- reads:  _embedding, _item_fold, _member, dataset, item
-- null:   never
-- absent: items without a fold; what no column tells
-- follows: two items of a data set that share something and have different folds: the first item that
--         has it, and each later one in another fold than that. reason group: the value of group_by;
--         perceptual_hash, uri: these columns; embedding: every number of that column
-- errors: an embedding other than the default that no item has

create or replace macro fold_leak(
    item_filter := 'true', fold_by := null, group_by := null, embedding := 'embedding'
) as table
with

hashed as (

    -- a column that is not there is null: the union by name brings it
    select
        item_id,
        perceptual_hash::varchar as perceptual_hash
    from (
        select columns(lambda c: lower(c) in ('item_id', 'perceptual_hash')) from item
        union all by name
        select
            null::bigint as item_id,
            null as perceptual_hash
        where false
    ) as loaded

),

vectors as (

    select
        item_id,
        md5(vector::varchar) as digest
    from _embedding(embedding := coalesce(embedding, 'embedding'))
    where vector is not null

),

known as (

    select
        item_id,
        1 as place,
        'group' as reason,
        shared_value
    from query(
        'select item_id, cast((' || coalesce(nullif(trim(group_by), ''), 'null') || chr(10)
        || ') as varchar) as shared_value from item'
    )
    union all
    select
        item_id,
        2 as place,
        'uri' as reason,
        uri as shared_value
    from item
    union all
    select
        item_id,
        3 as place,
        'perceptual_hash' as reason,
        perceptual_hash as shared_value
    from hashed
    union all
    select
        item_id,
        4 as place,
        'embedding' as reason,
        digest as shared_value
    from vectors

),

ranked as (

    select
        known.place,
        known.reason,
        known.shared_value,
        item.dataset_id,
        item.item_id,
        item.item_key,
        item.item_order,
        fold_of.fold,
        row_number() over (
            partition by item.dataset_id, known.place, known.shared_value
            order by item.item_order asc, item.item_id asc
        ) as number_in_value
    from known
    inner join item using (item_id)
    inner join _item_fold(fold_by := fold_by) as fold_of using (item_id)
    semi join _member(item_filter := item_filter) as member using (item_id)
    where known.shared_value is not null and fold_of.fold is not null

)

select
    dataset.dataset_name || '@' || dataset.dataset_version as dataset,
    later.reason,
    later.shared_value,
    one.item_id,
    one.item_key,
    one.fold,
    later.item_id as other_item_id,
    later.item_key as other_item_key,
    later.fold as other_fold
from ranked as later
inner join ranked as one
    on
        later.dataset_id = one.dataset_id
        and later.place = one.place
        and later.shared_value = one.shared_value
        and one.number_in_value = 1
        and later.fold <> one.fold
inner join dataset on later.dataset_id = dataset.dataset_id
where case
    when
        coalesce(embedding, 'embedding') <> 'embedding'
        and (select count(*) from vectors) = 0
        then error('no item has an embedding in a column ' || embedding)
    else true
end
order by
    dataset.dataset_name asc,
    dataset.dataset_version asc,
    later.place asc,
    one.item_order asc,
    one.item_id asc,
    later.item_order asc,
    later.item_id asc;

comment on macro table fold_leak is  -- noqa: PRS
'Items that belong together and sit in two folds: of one group, of one file, with equal images or embeddings.';
