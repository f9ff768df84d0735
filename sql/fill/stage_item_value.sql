-- fill:   staged_item_value_row, a temporary table
-- reads:  staged_image, staged_item_row
-- params: structure, the names and types of the keys as JSON

create or replace temp table staged_item_value_row as
select
    staged_item_row.item_key as staged_item_key,
    unnest(json_transform(staged_image.raw, $structure))  -- noqa: AL03  -- noqa: AL03
from staged_image
inner join staged_item_row on staged_image.rowid = staged_item_row.rowid;
