-- fill:   probability, prediction
-- reads:  _class_mapped, _class_place, _item_pair, item, prediction, prediction_set, probability,
--         task
-- params: from_set_id, prediction_set_id, dataset_id, is_renamed
-- note:   a class may get another name, or the name of another one, so the ranks are made anew; what
--         was measured between predictions of a class is known no more then. Classes of a
--         classification that have one name now share what was given to them: their probabilities
--         add up where an item has one label, and the answer is the most probable class again; of
--         several labels an item the highest one holds

insert into probability by name
select
    $prediction_set_id as prediction_set_id,
    coalesce(mapped.to_class_id, probability.class_id) as class_id,
    pair.to_item_id as item_id,
    case
        when any_value(task.kind) = 'multiclass'
            then least(sum(probability.probability order by probability.class_id asc), 1)
        else max(probability.probability)
    end as probability
from probability
inner join prediction_set as source
    on probability.prediction_set_id = source.prediction_set_id
inner join task using (task_id)
inner join _item_pair() as pair
    on probability.item_id = pair.from_item_id
left join _class_mapped() as mapped
    on
        probability.class_id = mapped.class_id
        and source.dataset_id = mapped.from_dataset_id
        and mapped.to_dataset_id = $dataset_id
where
    probability.prediction_set_id = $from_set_id
    and pair.to_dataset_id = $dataset_id
    and pair.is_same
    and (mapped.class_id is null or mapped.to_class is not null)
group by coalesce(mapped.to_class_id, probability.class_id), pair.to_item_id
order by class_id asc, item_id asc;

insert into prediction by name
with

likeliest as (

    select
        probability.item_id,
        probability.class_id,
        probability.probability
    from probability
    inner join prediction_set using (prediction_set_id)
    inner join task using (task_id)
    inner join _class_place() as listed
        on probability.class_id = listed.class_id and listed.dataset_id = $dataset_id
    where
        $is_renamed
        and probability.prediction_set_id = $prediction_set_id
        and task.kind = 'multiclass'
    qualify
        row_number() over (
            partition by probability.item_id
            order by
                probability.probability desc,
                listed.place asc
        ) = 1

),

moved as (

    select
        prediction.* replace (
            $prediction_set_id as prediction_set_id,
            newer.item_id as item_id,
            coalesce(likeliest.class_id, mapped.to_class_id, prediction.class_id) as class_id,
            coalesce(likeliest.probability, prediction.confidence) as confidence,
            case
                when not $is_renamed then prediction.same_class_overlap
            end as same_class_overlap,
            case
                when not $is_renamed then prediction.other_class_overlap
            end as other_class_overlap
        ),
        newer.item_order
    from prediction
    inner join prediction_set as source
        on prediction.prediction_set_id = source.prediction_set_id
    inner join _item_pair() as pair
        on prediction.item_id = pair.from_item_id
    inner join item as newer on pair.to_item_id = newer.item_id
    left join _class_mapped() as mapped
        on
            prediction.class_id = mapped.class_id
            and source.dataset_id = mapped.from_dataset_id
            and mapped.to_dataset_id = $dataset_id
    left join likeliest on newer.item_id = likeliest.item_id
    where
        prediction.prediction_set_id = $from_set_id
        and pair.to_dataset_id = $dataset_id
        and pair.is_same
        and (mapped.class_id is null or mapped.to_class is not null)
    qualify
        prediction.shape <> 'tag'
        or not $is_renamed
        or row_number() over (
            partition by
                newer.item_id,
                coalesce(likeliest.class_id, mapped.to_class_id, prediction.class_id)
            order by prediction.confidence desc, prediction.prediction_id asc
        ) = 1

),

numbered as (

    select
        moved.* exclude (item_order) replace (
            (select coalesce(max(last.prediction_id), 0) as last_id from prediction as last)
            + row_number() over (
                order by
                    moved.class_id asc,
                    moved.confidence desc,
                    moved.item_order asc,
                    moved.x_px asc,
                    moved.y_px asc,
                    moved.w_px asc,
                    moved.h_px asc,
                    moved.prediction_key asc,
                    moved.prediction_id asc
            ) as prediction_id
        )
    from moved

)

select *
from numbered
order by prediction_id;
