-- macro:  _item_fold
-- grain:  one row per (item_id)
-- reads:  item
-- null:   fold of items without one; of every item where there is no column fold
-- note:   fold_by is an SQL expression over item; without it the column fold is meant. A column that
--         is not there is null: the union by name brings it

create or replace macro _item_fold(fold_by := null) as table
select
    item_id,
    fold::varchar as fold
from query(
    case
        when nullif(trim(fold_by), '') is null
            then 'select columns(lambda c: lower(c) in (''item_id'', ''fold'')) from item '
                || 'union all by name select null::bigint as item_id, null::varchar as fold where false'
        else 'select item_id, cast((' || fold_by || chr(10) || ') as varchar) as fold from item'
    end
);

comment on macro table _item_fold is  -- noqa: PRS
'The fold of each item, as text.';
