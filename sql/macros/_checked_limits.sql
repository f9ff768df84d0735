-- macro:  _checked_limits
-- grain:  scalar
-- reads:  nothing
-- null:   never
-- errors: no list, an empty one, or one with anything but numbers from 0

create or replace macro _checked_limits(limits) as (
    case
        when
            coalesce(
                len(limits) > 0
                and list_bool_and(list_transform(
                    limits,
                    lambda each: coalesce(
                        try_cast(each as double) >= 0 and isfinite(try_cast(each as double)), false
                    )
                )),
                false
            )
            then true
        else error(
            'limits: expected a list of numbers from 0, not ' || coalesce(limits::varchar, 'null')
        )
    end
);

comment on macro _checked_limits is  -- noqa: PRS
'True, or an error that says what limits of false positives an item may be.';
