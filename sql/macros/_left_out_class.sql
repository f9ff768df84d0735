-- macro:  _left_out_class
-- grain:  one row per (class_id)
-- reads:  class
-- absent: everything, when no class is named
-- errors: a name that no class has

create or replace macro _left_out_class(classes := null::varchar[]) as table
with

unknown as (

    select wanted.class_name
    from (select unnest(classes) as class_name) as wanted
    anti join class using (class_name)

),

names as (

    select string_agg(class_name, ', ' order by class_name) as listed
    from class

)

select class_id
from class
where classes is not null and not list_contains(classes, class_name)
union all
select
    error(
        'no class named ' || unknown.class_name || '; there are: '
        || coalesce(names.listed, 'none')
    )::bigint as class_id
from unknown
cross join names;

comment on macro table _left_out_class is  -- noqa: PRS
'The classes that are not asked for; none when no class is named.';
