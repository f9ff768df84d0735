-- fill:   probability
-- reads:  staged_array
-- params: prediction_set_id

insert into probability
select
    $prediction_set_id as prediction_set_id,
    class_id,
    item_id,
    probability,
    is_labelled,
    place
from staged_array;
