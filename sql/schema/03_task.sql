-- table:  task
-- grain:  one row per (task_id): a question that labels answer

create table if not exists task (
    task_id bigint,
    task_name varchar,
    kind varchar
);

insert into task
values (1, 'objects', 'objects');

comment on table task is 'A question that labels answer: objects, or a classification such as weather.';
comment on column task.task_name is 'Name given with --task; objects for boxes and other shapes.';
comment on column task.kind is 'objects, multiclass (one label an item), multilabel (any number of labels an item) or text (generated text: a reference an item).';
