-- fill:   nothing: how many values of a text column are of which type
-- reads:  staged_text
-- note:   a number with a zero before it (007) is a text. The column is called value here

select
    count(value) as total,
    count(*) filter (
        where
        regexp_full_match(value, '[+-]?(0|[1-9][0-9]*)')
        and try_cast(value as bigint) is not null
    ) as integers,
    count(*) filter (
        where try_cast(value as double) is not null and not regexp_matches(value, '^[+-]?0[0-9]')
    ) as reals,
    count(*) filter (where lower(value) in ('true', 'false')) as flags,
    count(*) filter (
        where
        regexp_full_match(value, '[0-9]{4}-[0-9]{2}-[0-9]{2}')
        and try_cast(value as date) is not null
    ) as dates,
    count(*) filter (
        where
        regexp_full_match(value, '[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}[0-9:.]*Z?)?')
        and try_cast(value as timestamp) is not null
    ) as times
from staged_value_text;
