-- macro:  _metric_checked
-- grain:  one row, or an error
-- reads:  _metric_column
-- errors: an unknown metric, and one that is text where numbers are needed

create or replace macro _metric_checked(
    of_metric, needs_number := true, prefix := ''
) as table
with

column_of as (

    from _metric_column()
    where is_there

),

names as (

    select
        string_agg(distinct metric, ', ' order by metric)
        filter (where is_number or not needs_number) as listed,
        coalesce(bool_or(lower(metric) = lower(of_metric)), false) as is_known,
        coalesce(bool_or(lower(metric) = lower(of_metric) and is_number), false) as is_number
    from column_of

)

select case
    when of_metric is null or not is_known
        then error(
            'no metric named ' || coalesce(of_metric, 'null') || '; there are: ' || listed
        )
    when needs_number and not is_number
        then error(
            'metric ' || of_metric || ' is no number' || coalesce(
                '; ' || prefix || 'binning := ''categorical'' makes a bin of each of its values',
                ''
            )
        )
    else true
end as is_checked
from names;

comment on macro table _metric_checked is  -- noqa: PRS
'True, or an error that lists the metrics there are.';
