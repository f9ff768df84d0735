-- fill:   prediction, probability
-- reads:  _class_mapped, _item_pair, class, item, prediction, prediction_set,
--         probability
-- params: from_set_id, prediction_set_id, dataset_id
-- note:   a class may get another name, or the name of another one, so the ranks are made anew; what
--         was measured between predictions of a class is known no more then

insert into prediction by name
select
    prediction.* replace (
        (select coalesce(max(last.prediction_id), 0) as last_id from prediction as last)
        + row_number() over (
            order by
                coalesce(renamed.class_id, prediction.class_id) asc,
                prediction.confidence desc,
                newer.item_order asc,
                prediction.x_px asc,
                prediction.y_px asc,
                prediction.w_px asc,
                prediction.h_px asc,
                prediction.prediction_key asc,
                prediction.prediction_id asc
        ) as prediction_id,
        $prediction_set_id as prediction_set_id,
        newer.item_id as item_id,
        coalesce(renamed.class_id, prediction.class_id) as class_id,
        case
            when not $is_renamed then prediction.same_class_overlap
        end as same_class_overlap,
        case
            when not $is_renamed then prediction.other_class_overlap
        end as other_class_overlap
    )
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
left join class as renamed
    on mapped.to_class = renamed.class_name and mapped.task_id = renamed.task_id
where
    prediction.prediction_set_id = $from_set_id
    and pair.to_dataset_id = $dataset_id
    and pair.is_same
    and (mapped.class_id is null or mapped.to_class is not null)
order by
    coalesce(renamed.class_id, prediction.class_id) asc,
    prediction.confidence desc,
    newer.item_order asc,
    prediction.x_px asc,
    prediction.y_px asc,
    prediction.w_px asc,
    prediction.h_px asc,
    prediction.prediction_key asc,
    prediction.prediction_id asc;

-- classes that have one name now share what was given to them
insert into probability by name
select
    $prediction_set_id as prediction_set_id,
    coalesce(renamed.class_id, probability.class_id) as class_id,
    newer.item_id,
    least(sum(probability.probability order by probability.class_id asc), 1) as probability
from probability
inner join prediction_set as source
    on probability.prediction_set_id = source.prediction_set_id
inner join _item_pair() as pair
    on probability.item_id = pair.from_item_id
inner join item as newer on pair.to_item_id = newer.item_id
left join _class_mapped() as mapped
    on
        probability.class_id = mapped.class_id
        and source.dataset_id = mapped.from_dataset_id
        and mapped.to_dataset_id = $dataset_id
left join class as renamed
    on mapped.to_class = renamed.class_name and mapped.task_id = renamed.task_id
where
    probability.prediction_set_id = $from_set_id
    and pair.to_dataset_id = $dataset_id
    and pair.is_same
    and (mapped.class_id is null or mapped.to_class is not null)
group by coalesce(renamed.class_id, probability.class_id), newer.item_id
order by class_id asc, newer.item_id asc;
