-- fill:   staged_fault
-- reads:  staged_value, known_target
-- params: key_field, known_rule, joined_by
-- note:   what is said twice, in two ways, cannot be right twice: the later rows are set aside

insert into staged_fault
with

numbered as (

    select
        staged_value.place,
        staged_value.target_key,
        known_target.target_id,
        staged_value.value_digest <> first_value(staged_value.value_digest) over (
            partition by known_target.target_id
            order by staged_value.place
            rows between unbounded preceding and current row
        ) as is_other
    from staged_value
    left join known_target
        on
            joined_key(staged_value.target_key, $joined_by) = known_target.target_key
            and (
                staged_value.target_item_key is null
                or staged_value.target_item_key = known_target.item_key
            )

)

select
    '' as section,
    numbered.place,
    $key_field as field,
    case
        when numbered.target_key is null then 'is present'
        when numbered.target_id is null then $known_rule
        else 'is said once'
    end as rule
from numbered
anti join staged_fault on numbered.place = staged_fault.place
where numbered.target_key is null or numbered.target_id is null or numbered.is_other;
