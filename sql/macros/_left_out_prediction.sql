-- macro:  _left_out_prediction
-- grain:  one row per (prediction_id)
-- reads:  _is_everything, _predicate, class, prediction
-- note:   nothing for a filter that lets everything through; DuckDB then drops the join to it, which
--         it does not for the membership test of a constant

create or replace macro _left_out_prediction(prediction_filter := 'true') as table
select prediction_id
from query(
    case
        when _is_everything(prediction_filter)
            then 'select prediction_id from prediction where false'
        else 'select prediction_id from (select prediction.*, class.class_name from prediction '
            || 'inner join class using (class_id)) as prediction where not coalesce('
            || _predicate(prediction_filter) || ', false)'
    end
);

comment on macro table _left_out_prediction is  -- noqa: PRS
'The predictions that a filter over the columns of prediction and class_name leaves out.';
