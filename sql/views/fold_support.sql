-- view:   fold_support
-- grain:  one row per (dataset, task, class_name)
-- reads:  fold_support
-- null:   as in the macro of the same name
-- note:   the macro with all its defaults; fold_support(...) takes parameters

create or replace view fold_support as
select
    dataset,
    task,
    class_name,
    item_count,
    least_training_count,
    least_training_fold,
    verdict
from fold_support();

comment on view fold_support is
'How many items each class has, and how many in the smallest training part: whether that is enough for cross-validation (10, better 50).';
comment on column fold_support.dataset is
'Data set as NAME@VERSION.';
comment on column fold_support.task is
'Task of the class.';
comment on column fold_support.class_name is
'Name of the class.';
comment on column fold_support.item_count is
'Items with a label of the class, with and without a fold.';
comment on column fold_support.least_training_count is
'Of those, the items outside the fold that leaves the fewest to train on; null without folds.';
comment on column fold_support.least_training_fold is
'That fold, as text; null without folds.';
comment on column fold_support.verdict is
'short: fewer than 10 in all or in a training part; few: fewer than 50; else ok.';
