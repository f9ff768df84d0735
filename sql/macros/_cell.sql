-- macro:  _cell
-- grain:  one row per (prediction_id)
-- reads:  _cell_closest, _cell_coco, _cell_static, _cell_stored, _is_everything, _quoted,
--         _quoted_list
-- errors: an unknown protocol, class_scope or outside

create or replace macro _cell(
    compare_as := null,
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    protocol := 'coco',
    class_scope := 'same_class',
    outside := 'ignore'
) as table
select *
from query(
    case
        when protocol not in ('closest', 'coco', 'voc')
            then error('protocol: expected closest, coco or voc, not ' || protocol)
        when outside not in ('ignore', 'drop', 'static')
            then error('outside: expected ignore, drop or static, not ' || outside)
        when protocol <> 'coco'
            then 'from _cell_closest(compare_as := ' || _quoted(compare_as)
                || ', label_filter := ' || _quoted(label_filter)
                || ', prediction_filter := ' || _quoted(prediction_filter)
                || ', protocol := ' || _quoted(protocol)
                || ', class_scope := ' || _quoted(class_scope)
                || ', outside := ' || _quoted(outside)
                || ', classes := ' || _quoted_list(classes) || ')'
        when class_scope <> 'same_class'
            then error('class_scope: protocol coco knows same_class only, not ' || class_scope)
        when _is_everything(label_filter) and _is_everything(prediction_filter)
            then 'from _cell_stored(compare_as := ' || _quoted(compare_as) || ')'
        when outside = 'static'
            then 'from _cell_static(compare_as := ' || _quoted(compare_as)
                || ', label_filter := ' || _quoted(label_filter)
                || ', prediction_filter := ' || _quoted(prediction_filter) || ')'
        else 'from _cell_coco(compare_as := ' || _quoted(compare_as)
            || ', label_filter := ' || _quoted(label_filter)
            || ', prediction_filter := ' || _quoted(prediction_filter)
            || ', outside := ' || _quoted(outside) || ')'
    end
);

comment on macro table _cell is  -- noqa: PRS
'The outcome of each prediction in the 40 cells of COCO (four area ranges, ten thresholds).';
