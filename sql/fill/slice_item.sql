-- fill:   slice_item
-- reads:  item
-- params: slice_id, predicate
-- note:   the predicate is a text that somebody wrote: it stands in parentheses, and a line break
--         ends a comment in it

delete from slice_item
where slice_id = $slice_id;

insert into slice_item (slice_id, item_id)
select
    $slice_id,
    member.item_id
from
    query(
        'select item_id from item where (' || $predicate || chr(10) || ') order by item_id'
    ) as member;
