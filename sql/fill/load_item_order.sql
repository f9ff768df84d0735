-- fill:   item.item_order
-- params: dataset_id
-- note:   numbers first, by value, then text; items that came earlier keep their order among
--         themselves, so what was sorted by it stays sorted

update item
set item_order = placed.item_order
from (
    select
        item_id,
        row_number() over (
            order by
                case
                    when regexp_full_match(item_key, '[+-]?[0-9]+')
                        then try_cast(item_key as hugeint)
                end asc nulls last,
                item_key asc
        ) - 1 as item_order
    from item
    where dataset_id = $dataset_id
) as placed
where item.item_id = placed.item_id and item.item_order is distinct from placed.item_order;
