-- macro:  _metric_moment
-- grain:  one row per (prediction_set_id, slice_number, class_id, target_number, metric_number)
-- reads:  _extent_query, _given_value, _object_number, _scored_object
-- units:  a metric counts in 2^-48 of its range, a score in 2^-48, ranks are doubled: integers, so that
--         no order of addition changes anything
-- null:   class_id without within_class; metric sums of a constant metric
-- absent: metrics without a value
-- note:   with given, only objects that have that metric too; z is its value in 2^-40 of its range.
--         metric_number is the place in _metric_column, from 0; metrics of the item begin at 2048.
--         An item's metric is ranked once for each item, with as many objects as the item has.
--         Scores are ranked once for all metrics, and anew only where a metric has no value for some

create or replace macro _metric_moment(
    predictions := null,
    compare_as := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    classes := null::varchar[],
    item_scope := 'all',
    protocol := 'closest',
    class_scope := 'same_class',
    class_set := null,
    outside := 'ignore',
    within_class := false,
    given := null
) as table
with

object_of as (

    -- one number for set, slice, class and target
    select
        (
            (prediction_set_id * 1048576 + slice_number) * 1048576
            + case when within_class then coalesce(class_id, 0) + 1 else 0 end
        )::hugeint * 4 + scored.target_number as cell,
        scored.target_number,
        scored.item_id,
        scored.object_id,
        scored.is_hit,
        (scored.score * 281474976710656)::bigint as score,
        known.number as given_number
    from _scored_object(
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
        protocol := protocol,
        class_scope := class_scope,
        class_set := class_set,
        outside := outside
    ) as scored
    left join _given_value(given) as known
        on scored.target_number = known.target_number and scored.object_id = known.object_id
    where given is null or known.number is not null

),

cell_of as (

    select
        cell,
        row_number() over (order by cell asc) as cell_number,
        given_lowest,
        given_extent
    from (
        select
            cell,
            min(given_number) as given_lowest,
            nullif(max(given_number) - min(given_number), 0) as given_extent
        from object_of
        group by cell
    ) as known

),

numbered as (

    select
        cell_of.cell_number,
        object_of.* exclude (cell, given_number),
        case
            when given is not null
                then (
                    (object_of.given_number - cell_of.given_lowest) / cell_of.given_extent
                    * 1099511627776
                )::bigint
        end as z
    from object_of
    inner join cell_of using (cell)

),

scored as (

    -- the doubled rank of what has a score, among the same; else 1 for a hit and 0 for a miss
    select
        *,
        is_hit::bigint as y_rank,
        0 as y_ties,
        0 as score_count
    from numbered
    where score is null
    union all
    select
        * exclude (first_place, last_place),
        first_place + last_place as y_rank,
        (last_place - first_place + 1) * (last_place - first_place + 1) - 1 as y_ties,
        1 as score_count
    from (
        select
            *,
            rank() over by_score as first_place,
            count(*) over (by_score range between unbounded preceding and current row)
                as last_place
        from numbered
        where score is not null
        window by_score as (partition by cell_number order by score asc)
    ) as ranked

),

cell_ties as (

    select
        cell_number,
        sum(y_ties)::hugeint as y_ties
    from scored
    group by cell_number

),

own_extent as (

    from query(_extent_query('prediction', 'scored', 'target_number = 0'))
    union all
    from query(_extent_query('label', 'scored', 'target_number = 1'))

),

own_value as (

    -- the key is narrow, which DuckDB sorts in three quarters of the time; it holds a million cells
    select
        (scored.cell_number * 4096 + unnest(range(len(number_of.numbers))))::uinteger
            as table_cell,
        unnest(number_of.numbers) as number,
        scored.y_rank::uinteger as y_rank,
        scored.score,
        scored.z
    from scored
    inner join _object_number('prediction') as number_of using (object_id)
    where scored.target_number = 0
    union all
    select
        (scored.cell_number * 4096 + unnest(range(len(number_of.numbers))))::uinteger
            as table_cell,
        unnest(number_of.numbers) as number,
        scored.y_rank::uinteger as y_rank,
        scored.score,
        scored.z
    from scored
    inner join _object_number('label') as number_of using (object_id)
    where scored.target_number = 1

),

own_rank as (

    -- few and narrow columns: what else a row holds is sorted along with it
    select
        ranked.table_cell,
        ranked.y_rank,
        own_extent.is_partial,
        round(ranked.share * own_extent.value_count)::bigint as last_place,
        ranked.first_place + last_place as x_rank,
        last_place - ranked.first_place + 1 as x_tied,
        ((ranked.number - own_extent.lowest) / own_extent.extent * 281474976710656)::bigint
            as place
    from (
        select
            table_cell,
            number,
            y_rank,
            rank() over by_number as first_place,
            cume_dist() over by_number as share
        from own_value
        where number is not null
        window by_number as (partition by table_cell order by number asc)
    ) as ranked
    inner join own_extent using (table_cell)

),

own_sum as (

    select
        table_cell,
        count(*)::hugeint as n,
        sum(place) as a1,
        sum(place::hugeint * place) as a2,
        sum(x_tied * x_tied - 1)::hugeint as x_ties,
        any_value(is_partial) as is_partial,
        list({'place': place, 'x_rank': x_rank, 'y_rank': y_rank}) filter (where y_rank > 0)
            as hits
    from own_rank
    group by table_cell

),

own_hit as (

    select
        listed.table_cell,
        listed.is_partial,
        listed.each.place as place,
        listed.each.x_rank as x_rank,
        listed.each.y_rank as y_rank,
        score_of.score
    from (
        select
            table_cell,
            is_partial,
            unnest(hits) as each
        from own_sum
    ) as listed
    left join (
        select
            cell_number,
            y_rank,
            any_value(score) as score
        from scored
        where y_rank > 0
        group by cell_number, y_rank
    ) as score_of
        on
            listed.table_cell // 4096 = score_of.cell_number
            and listed.each.y_rank = score_of.y_rank

),

own_hit_sum as (

    select
        table_cell,
        count(*)::hugeint as hit_count,
        sum(score)::hugeint as y1,
        sum(score::hugeint * score) as y2,
        sum(place)::hugeint as ak,
        sum(place::hugeint * score) as ay,
        sum(x_rank)::hugeint as hit_rank_sum,
        sum(x_rank::hugeint * y_rank) as rank_product
    from own_hit
    group by table_cell

),

own_given_sum as (

    select
        own_value.table_cell,
        sum(own_value.z)::hugeint as z1,
        sum(own_value.z::hugeint * own_value.z) as z2,
        sum(
            (
                (own_value.number - own_extent.lowest) / own_extent.extent * 281474976710656
            )::bigint::hugeint
            * own_value.z
        ) as az,
        sum(own_value.z::hugeint * (own_value.y_rank > 0)::integer) as zk,
        sum(own_value.z::hugeint * own_value.score) as zy
    from own_value
    inner join own_extent using (table_cell)
    where given is not null and own_value.number is not null
    group by own_value.table_cell

),

own_moment as (

    select
        own_sum.table_cell as metric_cell,
        own_sum.* exclude (table_cell, is_partial, hits),
        coalesce(own_hit_sum.hit_count, 0) as hit_count,
        coalesce(own_hit_sum.ak, 0) as ak,
        coalesce(own_hit_sum.hit_rank_sum, 0) as hit_rank_sum,
        own_hit_sum.* exclude (table_cell, hit_count, ak, hit_rank_sum),
        own_given_sum.* exclude (table_cell)
    from own_sum
    left join own_hit_sum using (table_cell)
    left join own_given_sum using (table_cell)

),

item_of as (

    select
        cell_number,
        item_id as object_id,
        count(*) as weight,
        sum(is_hit)::bigint as hit_count,
        sum(score_count)::bigint as score_count,
        sum(score)::hugeint as y1,
        sum(score::hugeint * score) as y2,
        sum(y_rank) as y_rank,
        list(y_rank) filter (where score_count > 0) as y_ranks,
        sum(z)::hugeint as z1,
        sum(z::hugeint * z) as z2,
        sum(z::hugeint * is_hit) as zk,
        sum(z::hugeint * score) as zy
    from scored
    group by cell_number, item_id

),

item_extent as (

    from query(_extent_query('item', 'item_of', 'true'))

),

item_number as (

    select
        (item_of.cell_number * 4096 + unnest(range(len(number_of.numbers))))::uinteger
            as table_cell,
        unnest(number_of.numbers) as number,
        item_of.*
    from item_of
    inner join _object_number('item') as number_of using (object_id)

),

item_place as (

    select
        item_number.*,
        item_extent.is_partial,
        (
            (item_number.number - item_extent.lowest) / item_extent.extent * 281474976710656
        )::bigint as place
    from item_number
    inner join item_extent using (table_cell)
    where item_number.number is not null

),

item_sum as (

    select
        table_cell,
        sum(weight)::hugeint as n,
        sum(hit_count)::hugeint as hit_count,
        sum(y1) as y1,
        sum(y2) as y2,
        sum(place::hugeint * weight) as a1,
        sum(place::hugeint * place * weight) as a2,
        sum(place::hugeint * hit_count) as ak,
        sum(place * y1) as ay,
        sum(z1) as z1,
        sum(z2) as z2,
        sum(place * z1) as az,
        sum(zk) as zk,
        sum(zy) as zy
    from item_place
    group by table_cell

),

item_rank as (

    -- a row for each value: items that share it are tied
    select
        *,
        2 * sum(weight) over (
            partition by table_cell
            order by number asc
            rows between unbounded preceding and current row
        )::bigint - weight + 1 as x_rank
    from (
        select
            table_cell,
            number,
            sum(weight)::bigint as weight,
            sum(hit_count)::bigint as hit_count,
            sum(y_rank)::bigint as y_rank,
            list(y_ranks) filter (where len(y_ranks) > 0 and is_partial) as y_ranks
        from item_place
        where given is null
        group by table_cell, number
    ) as valued

),

item_rank_sum as (

    select
        table_cell,
        sum((weight * weight - 1)::hugeint * weight) as x_ties,
        sum(x_rank::hugeint * hit_count) as hit_rank_sum,
        sum(x_rank::hugeint * y_rank) as rank_product,
        list({'x_rank': x_rank, 'y_ranks': flatten(y_ranks)})
        filter (where len(y_ranks) > 0) as hits
    from item_rank
    group by table_cell

),

item_moment as (

    select
        item_sum.table_cell + 2048 as metric_cell,
        item_sum.* exclude (table_cell),
        item_rank_sum.* exclude (table_cell)
    from item_sum
    left join item_rank_sum using (table_cell)

),

partial_hit as (

    -- of metrics that some of the objects with a score have no value of
    select
        table_cell as metric_cell,
        x_rank,
        y_rank
    from own_hit
    where is_partial and score is not null
    union all
    select
        metric_cell,
        each.x_rank,
        unnest(each.y_ranks) as y_rank
    from (
        select
            metric_cell,
            unnest(hits) as each
        from item_moment
    ) as of_item

),

partial_rank as (

    select
        metric_cell,
        x_rank,
        rank() over by_score as first_place,
        count(*) over (by_score range between unbounded preceding and current row) as last_place
    from partial_hit
    window by_score as (partition by metric_cell order by y_rank asc)

),

partial_moment as (

    select
        metric_cell,
        sum(x_rank::hugeint * (first_place + last_place)) as rank_product,
        sum((last_place - first_place + 1) * (last_place - first_place + 1) - 1)::hugeint
            as y_ties
    from partial_rank
    group by metric_cell

),

moment as (

    from own_moment
    union all by name
    select * exclude (hits)
    from item_moment

)

select
    (cell_of.cell // 4 // 1048576 // 1048576)::bigint as prediction_set_id,
    (cell_of.cell // 4 // 1048576 % 1048576)::bigint as slice_number,
    case
        when within_class then nullif((cell_of.cell // 4 % 1048576)::bigint - 1, -1)
    end as class_id,
    (cell_of.cell % 4)::integer as target_number,
    moment.metric_cell % 4096 as metric_number,
    moment.* exclude (metric_cell, rank_product),
    coalesce(partial_moment.rank_product, moment.rank_product) as rank_product,
    coalesce(partial_moment.y_ties, cell_ties.y_ties) as y_ties
from moment
inner join cell_of on moment.metric_cell // 4096 = cell_of.cell_number
inner join cell_ties using (cell_number)
left join partial_moment using (metric_cell);

comment on macro table _metric_moment is  -- noqa: PRS
'The sums over objects from which the correlations of every metric with every score follow.';
