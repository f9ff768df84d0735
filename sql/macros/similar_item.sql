-- macro:  similar_item
-- grain:  one row per (item_id): an item outside item_filter that is near to one inside
-- reads:  _embedding, _member, dataset, item, label
-- null:   never
-- absent: items without an embedding; items beyond the k nearest of each data set; under cosine
--         items whose embedding is all zeros
-- errors: an embedding that no item has, with the columns that could be one; embeddings of several
--         lengths in one data set; a distance_kind other than euclidean and cosine
-- follows: the distance of an item is that to the nearest item inside of the same data set
-- note:   time rises with the items inside times the items outside

create or replace macro similar_item(
    item_filter := 'true',
    k := 50,
    embedding := 'embedding',
    distance_kind := 'euclidean'
) as table
with

listed as (

    select string_agg(column_name, ', ' order by column_index) as names
    from duckdb_columns()
    where
        database_name = current_database()
        and table_name = 'item'
        and regexp_matches(data_type, '^(FLOAT|DOUBLE|DECIMAL\(.*\)|[A-Z]*INT[A-Z]*)\[[0-9]*\]$')

),

known as (

    select
        item.item_id,
        item.dataset_id,
        item.item_key,
        item.item_order,
        item.uri,
        embedded.vector,
        member.item_id is not null as is_inside
    from item
    inner join _embedding(embedding := embedding) as embedded using (item_id)
    left join _member(item_filter := item_filter) as member using (item_id)
    where embedded.vector is not null

),

checked as (

    select case
        when distance_kind is null or distance_kind not in ('euclidean', 'cosine')
            then error('distance_kind: expected euclidean or cosine, not ' || coalesce(
                distance_kind, 'null'
            ))
        when k is null or k < 0
            then error('k: expected a number of items, not ' || coalesce(k::varchar, 'null'))
        when (select count(*) from known) = 0 and (select count(*) from item) > 0
            then error(
                'no item has an embedding in a column ' || embedding || '; columns of lists: '
                || coalesce((select names from listed), 'none')
            )
        when (
            select count(*) from (
                select dataset_id
                from known
                group by dataset_id
                having min(len(vector)) <> max(len(vector))
            ) as uneven
        ) > 0
            then error('embeddings in ' || embedding || ' have several lengths within a data set')
        else true
    end as is_right

),

measured as (

    select
        outside.item_id,
        inside.item_id as near_item_id,
        inside.item_key as near_item_key,
        inside.item_order as near_item_order,
        case distance_kind
            when 'cosine' then list_cosine_distance(outside.vector, inside.vector)
            else list_distance(outside.vector, inside.vector)
        end::double as distance
    from known as outside
    inner join known as inside
        on
            outside.dataset_id = inside.dataset_id
            and outside.is_inside <> inside.is_inside
            and inside.is_inside
            and len(outside.vector) = len(inside.vector)

),

nearest as (

    select
        item_id,
        min(distance) as distance,
        arg_min(near_item_id, (distance, near_item_order, near_item_id)) as near_item_id,
        arg_min(near_item_key, (distance, near_item_order, near_item_id)) as near_item_key
    from measured
    where not isnan(distance)
    group by item_id

),

placed as (

    select
        known.dataset_id,
        known.item_id,
        known.item_key,
        known.item_order,
        known.uri,
        nearest.distance,
        nearest.near_item_id,
        nearest.near_item_key,
        row_number() over (
            partition by known.dataset_id
            order by nearest.distance asc, known.item_order asc, known.item_id asc
        ) as place
    from nearest
    inner join known using (item_id)

),

labelled as (

    select
        item_id,
        count(*) as label_count
    from label
    group by item_id

)

select
    dataset.dataset_name || '@' || dataset.dataset_version as dataset,
    placed.place,
    placed.item_id,
    placed.item_key,
    placed.uri,
    placed.distance,
    placed.near_item_id,
    placed.near_item_key,
    coalesce(labelled.label_count, 0) as label_count
from placed
inner join dataset using (dataset_id)
left join labelled using (item_id)
where
    placed.place <= k::bigint
    and (select checked.is_right from checked)
order by dataset.dataset_name, dataset.dataset_version, placed.place;

comment on macro table similar_item is  -- noqa: PRS
'More like these: the items whose embedding is nearest to one of the items that item_filter lets in, those left out.';
