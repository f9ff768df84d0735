-- macro:  _checked_calibration
-- grain:  scalar
-- reads:  nothing
-- null:   never
-- errors: an unknown or impossible way to make bins of confidence

create or replace macro _checked_calibration(bins, bin_kinds) as (
    case
        when not coalesce(bins between 1 and 1000 and bins = floor(bins), false)
            then error(
                'bins: expected a whole number from 1 to 1000, not '
                || coalesce(bins::varchar, 'null')
            )
        when
            not list_bool_and(list_transform(
                bin_kinds, lambda kind: coalesce(kind in ('equal_width', 'quantile'), false)
            ))
            then error(
                'binning: expected equal_width or quantile, not ' || coalesce(bin_kinds[1], 'null')
            )
        else true
    end
);

comment on macro _checked_calibration is  -- noqa: PRS
'True, or an error that says which parameter of the bins of confidence has a value it does not know.';
