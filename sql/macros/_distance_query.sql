-- macro:  _distance_query
-- grain:  scalar, the text of a query
-- reads:  class_performance
-- null:   never
-- errors: distances that are no list of numbers above 0 and at most the scale

create or replace macro _distance_query(distances, scale, arguments) as (
    case
        when
            coalesce(
                len(distances) > 0
                and list_bool_and(list_transform(
                    distances,
                    lambda each: coalesce(
                        each::double > 0 and each::double <= scale::double, false
                    )
                )),
                false
            )
            then list_aggregate(
                list_transform(
                    list_sort(list_distinct(distances::double[])),
                    lambda each: 'select ''' || each || '''::double as distance, class_ap.* '
                        || 'from class_performance(iou_threshold := ''' || (1 - each / scale::double)
                        || '''::double' || arguments || ') as class_ap'
                ),
                'string_agg',
                ' union all '
            )
        else error(
            'distances: expected numbers above 0 and at most the scale, '
            || coalesce(scale::varchar, 'null') || ', not ' || coalesce(distances::varchar, 'null')
        )
    end
);

comment on macro _distance_query is  -- noqa: PRS
'A query for the rows of class_performance at each distance.';
