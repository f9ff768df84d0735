-- fill:   answer
-- reads:  staged_array
-- params: prediction_set_id

insert into answer
select
    $prediction_set_id as prediction_set_id,
    item_id,
    label_probability,
    label_rank,
    squared_error,
    ranking_precision
from staged_array;
