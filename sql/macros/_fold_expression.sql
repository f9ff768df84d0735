-- macro:  _fold_expression
-- grain:  scalar
-- reads:  _item_fold
-- null:   never
-- note:   without fold_by the column fold is meant, which need not be there

create or replace macro _fold_expression(fold_by) as (
    coalesce(
        '(' || nullif(trim(fold_by), '') || chr(10) || ')',
        '(select known.fold from _item_fold() as known where known.item_id = item.item_id)'
    )
);

comment on macro _fold_expression is  -- noqa: PRS
'The fold of an item as an SQL expression over item, to be handed on inside the text of a query.';
