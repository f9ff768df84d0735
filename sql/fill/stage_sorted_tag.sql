-- fill:   sorted_prediction, a temporary table
-- grain:  one row per answer that can be right, by class, falling confidence, item
-- reads:  staged_prediction, known_item, known_class, staged_fault, _class_place
-- params: section, joined_by, kind, dataset_id
-- note:   multiclass: the answer of an item is its class of highest probability, of equal ones the
--         first in the list of classes. text: it has one. multilabel: every class of a probability above 0

create or replace temp table sorted_prediction as
with

answer as (

    select
        staged.* exclude (item_key, class_key, place),
        known_item.item_id,
        known_item.item_order,
        known_class.class_id,
        staged.place::integer as place,
        null::double as x_px,
        null::double as y_px,
        null::double as w_px,
        null::double as h_px
    from staged_prediction as staged
    inner join known_item on joined_key(staged.item_key, $joined_by) = known_item.join_key
    inner join known_class on staged.class_key = known_class.class_key
    inner join _class_place() as listed
        on known_class.class_id = listed.class_id and listed.dataset_id = $dataset_id
    anti join staged_fault
        on staged.place = staged_fault.place and staged_fault.section = $section
    qualify case
        when $kind in ('multiclass', 'text') then row_number() over (
            partition by known_item.item_id
            order by
                staged.confidence desc,
                listed.place asc
        ) = 1
        else staged.confidence > 0
    end

)

select *
from answer
order by class_id asc, confidence desc, item_order asc;
