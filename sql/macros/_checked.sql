-- macro:  _checked
-- grain:  scalar
-- reads:  _checked_shape
-- null:   never
-- errors: an unknown value of a parameter

create or replace macro _checked(compare_as, item_scope, interpolation) as (
    case
        when not _checked_shape(compare_as) then false
        when item_scope is null or item_scope not in ('all', 'predicted')
            then error('item_scope: expected all or predicted, not ' || coalesce(item_scope, 'null'))
        when interpolation is null or interpolation::varchar not in ('101', '11', 'all')
            then error('interpolation: expected 101, 11 or all, not ' || coalesce(
                interpolation::varchar, 'null'
            ))
        else true
    end
);

comment on macro _checked is  -- noqa: PRS
'True, or an error that says which parameter has a value it does not know.';
