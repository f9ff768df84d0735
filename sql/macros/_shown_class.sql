-- macro:  _shown_class
-- grain:  one row per (class_id)
-- reads:  _left_out_class, class
-- errors: rest_as without classes, or with the name of a class

create or replace macro _shown_class(classes := null::varchar[], rest_as := null) as table
select
    class.class_id,
    case
        when rest_as is null then class.class_name
        when classes is null
            then error('rest_as: needs classes, those that are shown by their own name')
        when class.class_name = rest_as
            then error('rest_as: there is a class named ' || rest_as || '; give another name')
        when left_out.class_id is null then class.class_name
        else rest_as
    end as class_name
from class
left join _left_out_class(classes := classes) as left_out using (class_id);

comment on macro table _shown_class is  -- noqa: PRS
'The name under which each class is shown: its own, or that of the rest.';
