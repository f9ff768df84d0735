-- macro:  line_ap
-- grain:  one row per (prediction_set, slice, class_name, distance); class_name null is the mean over
--         classes, distance null the mean over the distances
-- reads:  _checked, _chosen_set, _distance_query, _quoted, _quoted_list, matching
-- units:  distance as the coordinates, metres or pixels; ap is a fraction in [0, 1]; *_count are lines
-- null:   prediction_count and true_positive_count of the means over distances
-- absent: classes outside the class set, here those without a label; sets that are not compared as
--         polylines by one of the two distances with this scale, unless they are named
-- errors: a set that is named and compared otherwise; distances that are not more than 0 and at most
--         the scale
-- follows: the maps of roads (VectorMapNet, MapTR): a predicted line is right if the labelled line of
--         its class that is nearest lies no farther than the distance and no prediction of more
--         confidence has that line; AP is the area under the envelope of the curve; means over
--         distances and over classes with labels
-- note:   the AP of class_performance at IoU 1 - distance / scale. Those benchmarks look only at lines
--         less than 4 m apart somewhere, which changes nothing at their thresholds but in odd cases

create or replace macro line_ap(
    predictions := null,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all',
    protocol := 'closest',
    class_scope := 'same_class',
    class_set := 'labelled',
    interpolation := 'all',
    outside := 'ignore',
    distances := [0.5, 1, 1.5],
    scale := 2
) as table
with

lined as (

    select chosen.prediction_set_name as prediction_set
    from _chosen_set(
        predictions := predictions, compare_as := compare_as, protocol := protocol
    ) as chosen
    inner join matching using (matching_id)
    where
        case
            when
                matching.compared_as = 'polyline'
                and matching.measure in ('chamfer', 'frechet')
                and matching.scale_px = scale
                then true
            when predictions is null then false
            else error(
                'prediction set ' || chosen.prediction_set_name || ' is compared as '
                || chosen.compared_as
                || coalesce(' (' || matching.measure || ', ' || matching.scale_px || ')', '')
                || ', not as polyline at scale ' || scale || '; ''duckeval match --set '
                || chosen.prediction_set_name || ' --as polyline --measure chamfer --scale '
                || scale || ''' does that'
            )
        end

),

measured as (

    select each.*
    from query(
        _distance_query(
            distances,
            scale,
            ', predictions := ' || _quoted(predictions)
            || ', compare_as := ' || _quoted(compare_as)
            || ', min_confidence := ' || coalesce(_quoted(min_confidence::varchar) || '::double', 'null')
            || ', item_filter := ' || _quoted(item_filter)
            || ', label_filter := ' || _quoted(label_filter)
            || ', prediction_filter := ' || _quoted(prediction_filter)
            || ', slice_by := ' || _quoted(slice_by)
            || ', slices := ' || _quoted_list(slices)
            || ', classes := ' || _quoted_list(classes)
            || ', item_scope := ' || _quoted(item_scope)
            || ', protocol := ' || _quoted(protocol)
            || ', class_scope := ' || _quoted(class_scope)
            || ', class_set := ' || _quoted(class_set)
            || ', interpolation := ' || _quoted(interpolation)
            || ', outside := ' || _quoted(outside)
        )
    ) as each
    semi join lined using (prediction_set)

),

averaged as (

    select
        prediction_set,
        slice,
        class_name,
        distance,
        sum(label_count) // count(distinct distance) as label_count,
        case when distance is not null then sum(prediction_count) end as prediction_count,
        case when distance is not null then sum(true_positive_count) end as true_positive_count,
        avg(ap order by class_name asc, distance asc) as ap
    from (
        select
            prediction_set,
            slice,
            class_name,
            distance,
            label_count,
            prediction_count,
            true_positive_count,
            ap
        from measured
    ) as each
    group by grouping sets (
        (prediction_set, slice, class_name, distance),
        (prediction_set, slice, class_name),
        (prediction_set, slice, distance),
        (prediction_set, slice)
    )

)

select
    prediction_set,
    slice,
    class_name,
    distance,
    label_count::bigint as label_count,
    prediction_count::bigint as prediction_count,
    true_positive_count::bigint as true_positive_count,
    ap
from averaged
where _checked(compare_as, item_scope, interpolation)
order by
    prediction_set,
    slice nulls last,
    class_name nulls first,
    distance nulls first;

comment on macro table line_ap is  -- noqa: PRS
'Average precision of polylines at distances, per class and on average, as benchmarks of road maps take it.';
