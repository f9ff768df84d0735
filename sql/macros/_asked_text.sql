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
    error(
        case
            when known.is_classification
                then 'task ' || task || ' is a classification, of no texts: '
                    || 'classification_performance says how good its answers are'
            else 'no task of kind text named ' || task || '; there are: '
                || coalesce(known.listed, 'none')
        end
    ) as task_name
from (
    select
        string_agg(each.task_name, ', ' order by each.task_name) filter (where each.kind = 'text')
            as listed,
        list(each.task_name) filter (where each.kind = 'text') as names,
        coalesce(
            bool_or(each.kind in ('multiclass', 'multilabel') and each.task_name = task), false
        ) as is_classification
    from task as each
) as known
where task is not null and not list_contains(coalesce(known.names, []), task);

comment on macro table _asked_text is  -- noqa: PRS
'The tasks of generated text that are asked for: by name, or all.';
