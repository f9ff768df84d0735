-- macro:  _item_pair
-- grain:  one row per (from_item_id, to_dataset_id): items of one key in two data sets
-- reads:  dataset, item
-- null:   never
-- follows: is_same says whether they can be one image: no width or height that both know differs, and
--         between data sets of different names no file name that both know (folders left aside):
--         unrelated data sets number their images from 1 alike

create or replace macro _item_pair() as table
with

described as (

    select
        item.item_id,
        item.dataset_id,
        item.item_key,
        item.width_px,
        item.height_px,
        dataset.dataset_name,
        regexp_extract(item.uri, '[^/\\]*$') as file_name
    from item
    inner join dataset using (dataset_id)

)

select
    one.dataset_id as from_dataset_id,
    one.item_id as from_item_id,
    other.dataset_id as to_dataset_id,
    other.item_id as to_item_id,
    coalesce(one.width_px = other.width_px, true)
    and coalesce(one.height_px = other.height_px, true)
    and (
        one.dataset_name = other.dataset_name
        or coalesce(one.file_name = other.file_name, true)
    ) as is_same
from described as one
inner join described as other
    on one.item_key = other.item_key and one.dataset_id <> other.dataset_id;

comment on macro table _item_pair is  -- noqa: PRS
'Items that have one key in two data sets, and whether they can be the same image.';
