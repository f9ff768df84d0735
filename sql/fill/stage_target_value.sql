-- fill:   target_value, a temporary table
-- grain:  one row per thing that a staged file describes
-- reads:  staged_value, known_target, staged_fault
-- params: joined_by

create or replace temp table target_value as
select distinct
    known_target.target_id,
    staged_value.* exclude (place, target_key, target_item_key, value_digest)
from staged_value
inner join known_target
    on
        joined_key(staged_value.target_key, $joined_by) = known_target.target_key
        and (
            staged_value.target_item_key is null
            or staged_value.target_item_key = known_target.item_key
        )
anti join staged_fault on staged_value.place = staged_fault.place;
