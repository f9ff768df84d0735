-- fill:   collection_member
-- reads:  class, label, prediction
-- params: collection_id, collection_target, predicate
-- note:   the predicate is a text that somebody wrote: it stands in parentheses, and a line break
--         ends a comment in it; it may also name class_name

delete from collection_member
where collection_id = $collection_id;

insert into collection_member (collection_id, member_id)
select
    $collection_id,
    chosen.member_id
from query(
    'select ' || $collection_target || '_id as member_id from (select ' || $collection_target
    || '.*, class.class_name from ' || $collection_target
    || ' inner join class using (class_id)) as ' || $collection_target || ' where ('
    || $predicate || chr(10) || ') order by member_id'
) as chosen;
