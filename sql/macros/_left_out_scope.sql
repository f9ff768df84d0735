-- macro:  _left_out_scope
-- grain:  one row per (prediction_set_id, item_id)
-- reads:  item, prediction, prediction_set
-- note:   nothing for item_scope all; DuckDB then drops the join to it, which it does not for the
--         membership test of a constant

create or replace macro _left_out_scope(item_scope := 'all') as table
select
    prediction_set_id,
    item_id
from query(
    case item_scope
        when 'predicted'
            then 'select prediction_set.prediction_set_id, item.item_id from prediction_set '
                || 'inner join item using (dataset_id) '
                || 'anti join prediction using (prediction_set_id, item_id)'
        else 'select prediction_set_id, prediction_set_id as item_id from prediction_set '
            || 'where false'
    end
);

comment on macro table _left_out_scope is  -- noqa: PRS
'The items that item_scope leaves out: those without a prediction of the set, when asked for.';
