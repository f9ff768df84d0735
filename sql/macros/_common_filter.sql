-- macro:  _common_filter
-- grain:  scalar
-- reads:  _compared_set, _predicate, _quoted, item, prediction, prediction_set
-- null:   never
-- note:   sets on one data set share its items, under item_scope 'predicted' those with predictions
--         of both. Items of two data sets are the same if their item_key is and the filter keeps
--         both; that can only be where both sets are named

create or replace macro _common_filter(
    item_filter, baseline_set, candidate_set, item_scope, protocol
) as (
    _predicate(item_filter) || case
        when item_scope = 'predicted'
            then ' and item_key in ('
                || 'select each.item_key from (select item_id, item_key from item where '
                || _predicate(item_filter) || ') as each '
                || 'inner join prediction using (item_id) '
                || 'inner join (select unnest([baseline_id, candidate_id]) as prediction_set_id '
                || 'from _compared_set(baseline_set := ' || _quoted(baseline_set)
                || ', candidate_set := ' || _quoted(candidate_set)
                || ', protocol := ' || _quoted(protocol)
                || ')) as pair using (prediction_set_id) group by each.item_key '
                || 'having count(distinct prediction.prediction_set_id) = 2)'
        when baseline_set is not null and candidate_set is not null
            then ' and ((select min(dataset_id) = max(dataset_id) from prediction_set '
                || 'where prediction_set_name in (' || _quoted(baseline_set) || ', '
                || _quoted(candidate_set) || ')) or item_key in ('
                || 'select item_key from item where ' || _predicate(item_filter)
                || ' and dataset_id in (select dataset_id from prediction_set '
                || 'where prediction_set_name in (' || _quoted(baseline_set) || ', '
                || _quoted(candidate_set) || ')) group by item_key having count(*) = 2))'
        else ''
    end
);

comment on macro _common_filter is  -- noqa: PRS
'An item filter that keeps, of what another keeps, the items that both sets of a comparison are over.';
