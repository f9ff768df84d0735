-- macro:  _left_out_label
-- grain:  one row per (label_id)
-- reads:  _is_everything, _predicate, class, label
-- note:   nothing for a filter that lets everything through; DuckDB then drops the join to it, which
--         it does not for the membership test of a constant

create or replace macro _left_out_label(label_filter := 'true') as table
select label_id
from query(
    case
        when _is_everything(label_filter) then 'select label_id from label where false'
        else 'select label_id from (select label.*, class.class_name from label '
            || 'inner join class using (class_id)) as label where not coalesce('
            || _predicate(label_filter) || ', false)'
    end
);

comment on macro table _left_out_label is  -- noqa: PRS
'The labels that a filter over the columns of label and class_name leaves out.';
