-- macro:  _embedding
-- grain:  one row per (item_id)
-- reads:  _quoted, item
-- null:   vector of items without one; of every item where the column is not there

create or replace macro _embedding(embedding := 'embedding') as table
select
    item_id,
    vector
from query(
    -- a column that is not there is null: the union by name brings it
    'select item_id, ' || '"' || replace(embedding, '"', '""') || '"::float[] as vector from ('
    || 'select columns(lambda c: lower(c) in (''item_id'', lower(' || _quoted(embedding)
    || '))) from item union all by name select null::bigint as item_id, null as "'
    || replace(embedding, '"', '""') || '" where false)'
);

comment on macro table _embedding is  -- noqa: PRS
'The embedding of each item, from a column of lists.';
