-- macro:  _asked_text
-- grain:  one row per (task_id): a task of generated text that is asked for
-- reads:  task
-- absent: objects and classifications
-- errors: a name that no such task has

create or replace macro _asked_text(task := null) as table
select
    task_id,
    task_name
from task
where kind = 'text' and (task is null or task_name = task)
union all
select
    null as task_id,
    error('no task of kind text named ' || task || '; there are: '
        || coalesce(known.listed, 'none')) as task_name
from (
    select
        string_agg(task_name, ', ' order by task_name) as listed,
        list(task_name) as names
    from task
    where kind = 'text'
) as known
where task is not null and not list_contains(coalesce(known.names, []), task);

comment on macro table _asked_text is  -- noqa: PRS
'The tasks of generated text that are asked for: by name, or all.';
