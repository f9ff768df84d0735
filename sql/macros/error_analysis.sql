-- macro:  error_analysis
-- grain:  one row per (prediction_set, slice, error_type)
-- reads:  _checked, _object_set, _slice_list, _tide_class, class
-- units:  error_count are objects; ap, corrected_ap and delta_ap are fractions in [0, 1]
-- null:   ap, corrected_ap and delta_ap where no class has anything to find or to predict
-- follows: TIDE: its six types (Cls, Loc, Both, Dupe, Bkg, Miss), each corrected alone, and its two special
--         errors (FalsePos, FalseNeg); delta_ap of the six is not below 0
-- errors: a background_threshold below 0.1 or above iou_threshold
-- note:   as in TIDE, errors that lie in a crowd are counted by type, though they cost nothing and are no
--         FalsePos.
--         TIDE has a matching of its own, so there is no protocol, class_scope or interpolation here

create or replace macro error_analysis(
    predictions := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all',
    class_set := null,
    outside := 'ignore',
    background_threshold := 0.1,
    max_detections := null
) as table
with

mean as (

    select
        measure.prediction_set_id,
        measure.slice_number,
        sum(measure.cls_count)::bigint as cls_count,
        sum(measure.loc_count)::bigint as loc_count,
        sum(measure.both_count)::bigint as both_count,
        sum(measure.dupe_count)::bigint as dupe_count,
        sum(measure.bkg_count)::bigint as bkg_count,
        sum(measure.miss_count)::bigint as miss_count,
        sum(measure.prediction_count - measure.true_positive_count)::bigint
            as false_positive_count,
        sum(measure.label_count - measure.true_positive_count)::bigint as false_negative_count,
        avg(measure.base_ap order by class.class_name asc) as base_ap,
        avg(measure.cls_ap order by class.class_name asc) as cls_ap,
        avg(measure.loc_ap order by class.class_name asc) as loc_ap,
        avg(measure.both_ap order by class.class_name asc) as both_ap,
        avg(measure.dupe_ap order by class.class_name asc) as dupe_ap,
        avg(measure.bkg_ap order by class.class_name asc) as bkg_ap,
        avg(measure.miss_ap order by class.class_name asc) as miss_ap,
        avg(measure.false_positive_ap order by class.class_name asc) as false_positive_ap,
        avg(measure.false_negative_ap order by class.class_name asc) as false_negative_ap
    from _tide_class(
        predictions := predictions,
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        slice_by := slice_by,
        slices := slices,
        classes := classes,
        item_scope := item_scope,
        class_set := class_set,
        outside := outside,
        background_threshold := background_threshold,
        max_detections := max_detections
    ) as measure
    inner join class using (class_id)
    group by measure.prediction_set_id, measure.slice_number

),

listed as (

    -- a correction that leaves nothing to find or to predict in any class has no mean
    select
        prediction_set_id,
        slice_number,
        base_ap,
        unnest([
            {'place': 1, 'error_type': 'Cls', 'n': cls_count, 'ap': cls_ap},
            {'place': 2, 'error_type': 'Loc', 'n': loc_count, 'ap': loc_ap},
            {'place': 3, 'error_type': 'Both', 'n': both_count, 'ap': both_ap},
            {'place': 4, 'error_type': 'Dupe', 'n': dupe_count, 'ap': dupe_ap},
            {'place': 5, 'error_type': 'Bkg', 'n': bkg_count, 'ap': bkg_ap},
            {'place': 6, 'error_type': 'Miss', 'n': miss_count, 'ap': miss_ap},
            {
                'place': 7,
                'error_type': 'FalsePos',
                'n': false_positive_count,
                'ap': false_positive_ap
            },
            {
                'place': 8,
                'error_type': 'FalseNeg',
                'n': false_negative_count,
                'ap': false_negative_ap
            }
        ]) as corrected
    from mean

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    listed.corrected.error_type as error_type,
    listed.corrected.n as error_count,
    listed.base_ap as ap,
    listed.corrected.ap as corrected_ap,
    case
        when listed.corrected.place <= 6 and listed.corrected.ap < listed.base_ap then 0
        else listed.corrected.ap - listed.base_ap
    end as delta_ap
from listed
inner join _slice_list(
    predictions := predictions,
    compare_as := compare_as,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope
) as slice_list using (prediction_set_id, slice_number)
inner join _object_set(predictions := predictions) as about using (prediction_set_id)
where _checked(compare_as, item_scope, '101') and about.is_object_set
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    listed.corrected.place;

comment on macro table error_analysis is  -- noqa: PRS
'The error types of TIDE: how many there are, and how much average precision each one costs.';
