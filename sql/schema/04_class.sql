-- table:  class
-- grain:  one row per (class_id): a class of a task
-- note:   the same name and task is the same class in every data set of the file

create table if not exists class (
    class_id bigint,
    task_id bigint,
    class_name varchar,
    supercategory varchar
);

comment on table class is 'A class of a task; the same name in two data sets is one class.';
comment on column class.class_name is 'Name of the class; a second category of the same name in one file gets its id behind it (cat #3).';
