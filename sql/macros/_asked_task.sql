-- macro:  _asked_task
-- grain:  one row per (task_id): a classification that is asked for
-- reads:  task
-- absent: objects and generated texts
-- errors: a name that no classification has

create or replace macro _asked_task(task := null) as table
select
    task_id,
    task_name,
    kind
from task
where kind not in ('objects', 'text') and (task is null or task_name = task)
union all
select
    null as task_id,
    error(
        case
            when known.is_text
                then 'task ' || task || ' is of kind text, no classification: text_performance says '
                    || 'how good its answers are'
            else 'no classification named ' || task || '; there are: '
                || coalesce(known.listed, 'none')
        end
    ) as task_name,
    null as kind
from (
    select
        string_agg(each.task_name, ', ' order by each.task_name)
            filter (where each.kind not in ('objects', 'text')) as listed,
        list(each.task_name) filter (where each.kind not in ('objects', 'text')) as names,
        coalesce(bool_or(each.kind = 'text' and each.task_name = task), false) as is_text
    from task as each
) as known
where task is not null and not list_contains(coalesce(known.names, []), task);

comment on macro table _asked_task is  -- noqa: PRS
'The classifications that are asked for: by name, or all.';
