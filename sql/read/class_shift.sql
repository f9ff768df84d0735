-- query:  class_shift
-- grain:  one row per difference of places in the list of classes, the commonest first
-- reads:  pair, matching, prediction, label, dataset_class
-- params: prediction_set_id, dataset_id
-- note:   of the pairs that overlap by half or more: how many have the place of their label that
--         far behind the place of their prediction. 0 is the right class

select
    label_class.class_index - predicted_class.class_index as places,
    count(*) as pair_count
from pair
inner join matching using (matching_id)
inner join prediction using (prediction_id)
inner join label using (label_id)
inner join dataset_class as predicted_class
    on prediction.class_id = predicted_class.class_id and predicted_class.dataset_id = $dataset_id
inner join dataset_class as label_class
    on label.class_id = label_class.class_id and label_class.dataset_id = $dataset_id
where
    matching.prediction_set_id = $prediction_set_id
    and matching.is_own_shape
    and pair.iou >= 0.5
    and not pair.is_ignored
group by places
order by pair_count desc, places asc;
