-- macro:  fold_leak
-- grain:  one row per (dataset, reason, other_item_id)
-- reads:  _embedding, _item_fold, _member, dataset, item
-- units:  distance is Euclidean, in units of the embedding
-- null:   distance but of reason near
-- absent: items without a fold; what no column tells
-- follows: two items of a data set that share something and have different folds: the first item that
--         has it, and each later one in another fold than that. reason group: the value of group_by;
--         perceptual_hash, uri: these columns; embedding: every number of that column. reason near,
--         where max_distance is above 0: the item is the nearest earlier one in another fold, no
--         further than that; shared_value is null
-- note:   the time for near rises with the square of the items
-- errors: an embedding other than the default that no item has

create or replace macro fold_leak(
    item_filter := 'true', fold_by := null, group_by := null, embedding := 'embedding', max_distance := 0
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
        vector,
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

),

placed as (

    select
        item.dataset_id,
        item.item_id,
        item.item_key,
        item.item_order,
        fold_of.fold,
        vectors.vector
    from vectors
    inner join item using (item_id)
    inner join _item_fold(fold_by := fold_by) as fold_of using (item_id)
    semi join _member(item_filter := item_filter) as member using (item_id)
    where fold_of.fold is not null and max_distance::double > 0

),

measured as (

    select
        one.dataset_id,
        one.item_id,
        one.item_key,
        one.item_order,
        one.fold,
        later.item_id as other_item_id,
        later.item_key as other_item_key,
        later.item_order as other_item_order,
        later.fold as other_fold,
        list_distance(one.vector, later.vector)::double as distance
    from placed as one
    inner join placed as later
        on
            one.dataset_id = later.dataset_id
            and one.fold <> later.fold
            and (one.item_order, one.item_id) < (later.item_order, later.item_id)
            and len(one.vector) = len(later.vector)

),

found as (

    select
        later.dataset_id,
        later.place,
        later.reason,
        later.shared_value,
        one.item_id,
        one.item_key,
        one.item_order,
        one.fold,
        later.item_id as other_item_id,
        later.item_key as other_item_key,
        later.item_order as other_item_order,
        later.fold as other_fold,
        null::double as distance
    from ranked as later
    inner join ranked as one
        on
            later.dataset_id = one.dataset_id
            and later.place = one.place
            and later.shared_value = one.shared_value
            and one.number_in_value = 1
            and later.fold <> one.fold
    union all
    select
        dataset_id,
        5 as place,
        'near' as reason,
        null as shared_value,
        item_id,
        item_key,
        item_order,
        fold,
        other_item_id,
        other_item_key,
        other_item_order,
        other_fold,
        distance
    from measured
    where distance <= max_distance::double
    qualify row_number() over (
        partition by other_item_id order by distance asc, item_order asc, item_id asc
    ) = 1

)

select
    dataset.dataset_name || '@' || dataset.dataset_version as dataset,
    found.reason,
    found.shared_value,
    found.item_id,
    found.item_key,
    found.fold,
    found.other_item_id,
    found.other_item_key,
    found.other_fold,
    found.distance
from found
inner join dataset using (dataset_id)
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
    found.place asc,
    found.item_order asc,
    found.item_id asc,
    found.other_item_order asc,
    found.other_item_id asc;

comment on macro table fold_leak is  -- noqa: PRS
'Items that belong together and sit in two folds: of one group, of one file, with equal images or embeddings.';
