-- macro:  _extent_query
-- grain:  scalar, the text of a query
-- reads:  _number_query
-- null:   never
-- note:   the relation has cell_number, object_id and score_count; table_name is item, label or
--         prediction. An aggregate over each column is many times faster than one over the unnested
--         values. is_partial: some of the scores have no value beside them

create or replace macro _extent_query(table_name, relation, condition) as (
    'select ("cell number" * 4096 + unnest(range(len(extents))))::uinteger as table_cell, '
    || 'unnest(extents, recursive := true) from (select "cell number", '
    || '[*columns(* exclude ("cell number"))] as extents from (select '
    || 'related.cell_number as "cell number", {'
    || '''value_count'': count(columns(known.* exclude ("object id"))), '
    || '''lowest'': min(columns(known.* exclude ("object id"))), '
    || '''extent'': nullif(max(columns(known.* exclude ("object id"))) '
    || '- min(columns(known.* exclude ("object id"))), 0), '
    || '''is_partial'': sum(case when columns(known.* exclude ("object id")) is null '
    || 'then related.score_count else 0 end) > 0} '
    || 'from ' || relation || ' as related inner join (' || _number_query(table_name)
    || ') as known on related.object_id = known."object id" where ' || condition
    || ' group by all))'
);

comment on macro _extent_query is  -- noqa: PRS
'A query for the range of every metric of a table, in each cell of a relation.';
