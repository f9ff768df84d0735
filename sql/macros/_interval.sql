-- macro:  _interval
-- grain:  one row per (prediction_id)
-- reads:  _interval_plain, _interval_rematched, _interval_stored, _is_everything, _quoted,
--         _quoted_list
-- errors: an unknown class_scope or outside

create or replace macro _interval(
    compare_as := null,
    label_filter := 'true',
    prediction_filter := 'true',
    class_scope := 'same_class',
    outside := 'ignore',
    classes := null::varchar[]
) as table
select *
from query(
    case
        when class_scope not in ('same_class', 'any_class')
            then error('class_scope: expected same_class or any_class, not ' || class_scope)
        when outside not in ('ignore', 'drop', 'static')
            then error('outside: expected ignore, drop or static, not ' || outside)
        when
            class_scope = 'same_class'
            and _is_everything(label_filter)
            and _is_everything(prediction_filter)
            then 'from _interval_plain()'
        when class_scope = 'same_class' and outside <> 'drop'
            then 'from _interval_stored(label_filter := ' || _quoted(label_filter)
                || ', prediction_filter := ' || _quoted(prediction_filter) || ')'
        else 'from _interval_rematched(compare_as := ' || _quoted(compare_as)
            || ', label_filter := ' || _quoted(label_filter)
            || ', prediction_filter := ' || _quoted(prediction_filter)
            || ', class_scope := ' || _quoted(class_scope)
            || ', outside := ' || _quoted(outside)
            || ', classes := ' || _quoted_list(classes) || ')'
    end
);

comment on macro table _interval is  -- noqa: PRS
'The interval of each prediction under closest: stored where that answers, else matched anew.';
