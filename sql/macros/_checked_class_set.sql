-- macro:  _checked_class_set
-- grain:  scalar
-- reads:  nothing
-- null:   a null class_set is the protocol's own: labelled for coco, else observed
-- errors: an unknown class_set

create or replace macro _checked_class_set(class_set, protocol) as (
    case
        when class_set is null then case protocol when 'coco' then 'labelled' else 'observed' end
        when class_set in ('observed', 'labelled', 'declared') then class_set
        else error('class_set: expected observed, labelled or declared, not ' || class_set)
    end
);

comment on macro _checked_class_set is  -- noqa: PRS
'The class set that a report goes by; an error for an unknown one.';
