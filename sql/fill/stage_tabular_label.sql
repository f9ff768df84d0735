-- fill:   staged_label, staged_item, staged_class, temporary views
-- grain:  staged_label: one row per row of a table of labels; staged_item, staged_class: one row
--         per description of an item and of a class that occurs in it
-- reads:  staged_label_row
-- params: class_by
-- note:   items and classes are numbered by what they are called, so that the order of the rows
--         in the file changes nothing

create or replace temp view staged_label as
select
    staged_label_row.* exclude (
        class_name, item_uri, item_width_px, item_height_px, item_split, is_item_only
    ),
    staged_label_row.rowid as place
from staged_label_row
where not staged_label_row.is_item_only;

create or replace temp view staged_item as
select
    item_key,
    item_uri as uri,
    item_width_px as width_px,
    item_height_px as height_px,
    item_split as split,
    min(rowid) as place
from staged_label_row
where item_key is not null
group by all;

create or replace temp table staged_class_row as
with

said as (

    select distinct
        class_key,
        case when $class_by = 'class_name' then class_key else class_name end as class_name
    from staged_label_row
    where class_key is not null

)

select
    class_key,
    class_name,
    null::varchar as supercategory
from said
order by
    case when regexp_full_match(class_key, '[+-]?[0-9]+') then try_cast(class_key as hugeint) end
    asc nulls last,
    class_key asc,
    class_name asc;

create or replace temp view staged_class as
select
    staged_class_row.*,
    staged_class_row.rowid as place
from staged_class_row;
