-- macro:  _bin_name
-- grain:  scalar
-- reads:  nothing
-- null:   for objects without a value
-- note:   numbers have as many digits as the largest one, so that names sort like bins

create or replace macro _bin_name(category, bin_number, bin_edges) as (
    coalesce(
        category,
        lpad(bin_number::varchar, len((len(bin_edges) - 1)::varchar)::integer, '0')
    )
);

comment on macro _bin_name is  -- noqa: PRS
'A bin as text: its category, or its number from 1.';
