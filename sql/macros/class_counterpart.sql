-- macro:  class_counterpart
-- grain:  one row per (prediction_set, dataset_name, dataset_version, from_class, to_class)
-- reads:  _asked_dataset, _class_mapped, _item_pair, class, dataset_class, item, label,
--         prediction, prediction_set
-- null:   from_class of a class of the data set that no class of the predictions stands for; to_class
--         of one whose predictions are left out
-- absent: pairs without a common image; sets that were scored from another one
-- errors: a prediction set or a data set that is not there
-- follows: same_name: both have the class; mapped: by class_map; left_out: class_map says so;
--         no_counterpart: its predictions count as false positives, or its labels as missed
-- note:   on_dataset takes NAME@VERSION, or NAME for the version loaded last. Classes of the
--         predictions are those that their data set declares and those that they name

create or replace macro class_counterpart(of_set := null, on_dataset := null) as table
with

-- materialized: a data set that is not there is an error where there is no prediction set, too
asked as materialized (

    from _asked_dataset(on_dataset := on_dataset)

),

faulty as (

    select
        case
            when of_set is not null
                and not exists (
                    from prediction_set
                    where prediction_set_name = of_set
                )
                then 'no prediction set named ' || of_set || '; there are: ' || coalesce((
                    select
                        string_agg(
                            prediction_set_name, ', '
                            order by prediction_set_id
                        ) as listed
                    from prediction_set
                ), 'none')
        end as fault

),

common as (

    select
        from_item_id,
        from_dataset_id,
        to_dataset_id
    from _item_pair()
    where is_same

),

pair as (

    select
        prediction_set.prediction_set_id,
        prediction_set.prediction_set_name,
        prediction_set.task_id,
        prediction_set.dataset_id as from_dataset_id,
        asked.dataset_id as to_dataset_id,
        asked.dataset_name,
        asked.dataset_version
    from prediction_set
    inner join (
        select distinct
            from_dataset_id,
            to_dataset_id
        from common
    ) as shared on prediction_set.dataset_id = shared.from_dataset_id
    inner join asked on shared.to_dataset_id = asked.dataset_id
    where of_set is null or prediction_set.prediction_set_name = of_set

),

counted as (

    select
        pair.prediction_set_id,
        pair.to_dataset_id,
        prediction.class_id,
        count(*) as prediction_count
    from pair
    inner join prediction using (prediction_set_id)
    inner join common
        on
            prediction.item_id = common.from_item_id
            and pair.to_dataset_id = common.to_dataset_id
    group by pair.prediction_set_id, pair.to_dataset_id, prediction.class_id

),

known as (

    select
        pair.prediction_set_id,
        pair.to_dataset_id,
        dataset_class.class_id
    from pair
    inner join dataset_class on pair.from_dataset_id = dataset_class.dataset_id
    inner join class
        on dataset_class.class_id = class.class_id and pair.task_id = class.task_id
    union
    select
        prediction_set_id,
        to_dataset_id,
        class_id
    from counted

),

labelled as (

    select
        item.dataset_id,
        label.class_id,
        count(*) as label_count
    from label
    inner join item using (item_id)
    group by item.dataset_id, label.class_id

),

target as (

    select distinct
        dataset_class.dataset_id,
        class.class_id,
        class.class_name,
        class.task_id
    from dataset_class
    inner join class using (class_id)

),

going as (

    select
        pair.*,
        class.class_name as from_class,
        case when mapped.class_id is null then class.class_name else mapped.to_class end as to_class,
        mapped.class_id is not null as is_mapped,
        coalesce(counted.prediction_count, 0) as prediction_count
    from pair
    inner join known using (prediction_set_id, to_dataset_id)
    inner join class on known.class_id = class.class_id
    left join counted
        on
            pair.prediction_set_id = counted.prediction_set_id
            and pair.to_dataset_id = counted.to_dataset_id
            and class.class_id = counted.class_id
    left join _class_mapped() as mapped
        on
            pair.from_dataset_id = mapped.from_dataset_id
            and pair.to_dataset_id = mapped.to_dataset_id
            and class.class_id = mapped.class_id

),

listed as (

    select
        going.prediction_set_id,
        going.to_dataset_id,
        going.prediction_set_name,
        going.dataset_name,
        going.dataset_version,
        going.from_class,
        going.to_class,
        case
            when going.to_class is null then 'left_out'
            when target.class_id is null then 'no_counterpart'
            when going.is_mapped and going.to_class <> going.from_class then 'mapped'
            else 'same_name'
        end as counterpart,
        going.prediction_count,
        coalesce(labelled.label_count, 0) as label_count
    from going
    left join target
        on
            going.to_dataset_id = target.dataset_id
            and going.to_class = target.class_name
            and going.task_id = target.task_id
    left join labelled
        on target.dataset_id = labelled.dataset_id and target.class_id = labelled.class_id
    union all
    select
        pair.prediction_set_id,
        pair.to_dataset_id,
        pair.prediction_set_name,
        pair.dataset_name,
        pair.dataset_version,
        null as from_class,
        target.class_name as to_class,
        'no_counterpart' as counterpart,
        0 as prediction_count,
        coalesce(labelled.label_count, 0) as label_count
    from pair
    inner join target
        on pair.to_dataset_id = target.dataset_id and pair.task_id = target.task_id
    left join labelled
        on target.dataset_id = labelled.dataset_id and target.class_id = labelled.class_id
    anti join going
        on
            pair.prediction_set_id = going.prediction_set_id
            and pair.to_dataset_id = going.to_dataset_id
            and target.class_name = going.to_class
            and target.task_id = going.task_id
    union all
    select
        null::bigint as prediction_set_id,
        null::bigint as to_dataset_id,
        error(fault) as prediction_set_name,
        null as dataset_name,
        null as dataset_version,
        null as from_class,
        null as to_class,
        null as counterpart,
        null::bigint as prediction_count,
        null::bigint as label_count
    from faulty
    where fault is not null

)

select
    prediction_set_name as prediction_set,
    dataset_name,
    dataset_version,
    from_class,
    to_class,
    counterpart,
    prediction_count,
    label_count
from listed
order by
    prediction_set_id asc,
    dataset_name asc,
    to_dataset_id asc,
    counterpart = 'no_counterpart' desc,
    from_class asc nulls last,
    to_class asc nulls last;

comment on macro table class_counterpart is  -- noqa: PRS
'What each class becomes when predictions are scored on another data set, and which have no counterpart.';
