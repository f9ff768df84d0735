-- view:   fold_size
-- grain:  one row per (dataset, fold, task, class_name)
-- reads:  fold_size
-- null:   task and class_name of the rows for all classes; fold of items without one
-- note:   the macro with all its defaults; fold_size(...) takes parameters

create or replace view fold_size as
select
    dataset,
    fold,
    task,
    class_name,
    item_count,
    label_count
from fold_size();

comment on view fold_size is
'How many items and labels each fold has, and how many of each class.';
comment on column fold_size.dataset is
'Data set as NAME@VERSION.';
comment on column fold_size.fold is
'The fold, as text; null for items without one.';
comment on column fold_size.task is
'Task of the class; null for all classes together.';
comment on column fold_size.class_name is
'Name of the class; null for all classes together.';
comment on column fold_size.item_count is
'Items of the fold; of a class: those with a label of it.';
comment on column fold_size.label_count is
'Labels of the fold that are no crowd.';
