-- fill:   clashing_item, a temporary table
-- grain:  one row per field of an item that a staged file, or file and project, give two values
-- reads:  staged_item, item
-- params: dataset_id
-- note:   null says nothing, so it clashes with nothing

create or replace temp table clashing_item as
with

spread as (

    select
        staged_item.item_key,
        min(staged_item.place) as place,
        [
            {'field': 'uri', 'low': min(staged_item.uri), 'high': max(staged_item.uri)},
            {
                'field': 'width_px',
                'low': min(staged_item.width_px)::varchar,
                'high': max(staged_item.width_px)::varchar
            },
            {
                'field': 'height_px',
                'low': min(staged_item.height_px)::varchar,
                'high': max(staged_item.height_px)::varchar
            },
            {'field': 'split', 'low': min(staged_item.split), 'high': max(staged_item.split)}
        ] as said
    from staged_item
    where staged_item.item_key is not null
    group by staged_item.item_key

),

compared as (

    select
        spread.place,
        spread.item_key,
        unnest(spread.said) as said,
        unnest([item.uri, item.width_px::varchar, item.height_px::varchar, item.split]) as ours
    from spread
    left join item on spread.item_key = item.item_key and item.dataset_id = $dataset_id

)

select
    place,
    item_key,
    said.field,
    case when said.low <> said.high then said.low else ours end as ours,
    said.high as theirs,
    said.low <> said.high as is_within
from compared
where said.low <> said.high or ours <> said.high;
