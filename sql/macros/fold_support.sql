-- macro:  fold_support
-- grain:  one row per (dataset, task, class_name)
-- reads:  fold_size
-- units:  *_count are items with a label of the class
-- null:   least_training_count and least_training_fold where no item has a fold
-- absent: classes without a label
-- follows: the training part of a fold are the items of the other folds; least_training_count is that
--         of the fold whose training part has the fewest, the first of several. verdict: short where
--         item_count or least_training_count is below min_per_class, few where one is below
--         recommended, else ok
-- note:   the requirement is that of cross-validation: 10 items a class, better 50

create or replace macro fold_support(
    item_filter := 'true',
    classes := null::varchar[],
    fold_by := null,
    min_per_class := 10,
    recommended := 50
) as table
with

sized as materialized (

    from fold_size(item_filter := item_filter, classes := classes, fold_by := fold_by)

),

known_fold as (

    select
        dataset,
        fold
    from sized
    where class_name is null and fold is not null

),

total as (

    select
        dataset,
        task,
        class_name,
        sum(item_count)::bigint as item_count,
        coalesce(sum(item_count) filter (where fold is not null), 0)::bigint as folded_count
    from sized
    where class_name is not null
    group by dataset, task, class_name

),

training as (

    select
        total.dataset,
        total.task,
        total.class_name,
        known_fold.fold,
        total.folded_count - coalesce(sized.item_count, 0) as training_count
    from total
    inner join known_fold on total.dataset = known_fold.dataset
    left join sized
        on
            total.dataset = sized.dataset
            and total.task = sized.task
            and total.class_name = sized.class_name
            and known_fold.fold = sized.fold

),

fewest as (

    select
        dataset,
        task,
        class_name,
        min(training_count) as training_count,
        arg_min(fold, (training_count, coalesce(try_cast(fold as bigint), 0), fold)) as fold
    from training
    group by dataset, task, class_name

)

select
    total.dataset,
    total.task,
    total.class_name,
    total.item_count,
    fewest.training_count as least_training_count,
    fewest.fold as least_training_fold,
    case
        when least(total.item_count, coalesce(fewest.training_count, total.item_count)) < min_per_class
            then 'short'
        when least(total.item_count, coalesce(fewest.training_count, total.item_count)) < recommended
            then 'few'
        else 'ok'
    end as verdict
from total
left join fewest
    on
        total.dataset = fewest.dataset
        and total.task = fewest.task
        and total.class_name = fewest.class_name
order by total.dataset, total.task, total.class_name;

comment on macro table fold_support is  -- noqa: PRS
'How many items each class has, and how many in the smallest training part: whether that is enough for cross-validation.';
