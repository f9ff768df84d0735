-- macro:  _metric_moment
-- grain:  one row per (prediction_set_id, slice_number, class_id, target_number, metric_number)
-- reads:  _given_value, _object_number, _scored_object
-- units:  a metric counts in 2^-48 of its range, a score in 2^-48, ranks are doubled: integers, so that
--         no order of addition changes anything
-- null:   class_id without within_class; metric sums of a constant metric
-- absent: metrics without a value
-- note:   with given, only objects that have that metric too; z is its value in 2^-40 of its range.
--         metric_number is the place in _metric_column, from 0; metrics of the item begin at 2048.
--         An item's metric is ranked once for each item, with as many objects as the item has

create or replace macro _metric_moment(
    predictions := null,
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

-- the key is narrow, which DuckDB sorts in three quarters of the time; it holds a million cells
own_value as (

    select * replace (metric_cell::uinteger as metric_cell)
    from (
        select
            numbered.cell_number * 4096 + unnest(range(len(number_of.numbers))) as metric_cell,
            unnest(number_of.numbers) as number,
            numbered.is_hit,
            numbered.score,
            numbered.z
        from numbered
        inner join _object_number('prediction') as number_of using (object_id)
        where numbered.target_number = 0
        union all
        select
            numbered.cell_number * 4096 + unnest(range(len(number_of.numbers))) as metric_cell,
            unnest(number_of.numbers) as number,
            numbered.is_hit,
            numbered.score,
            numbered.z
        from numbered
        inner join _object_number('label') as number_of using (object_id)
        where numbered.target_number = 1
    ) as known
    where isfinite(number)

),

own_extent as (

    select
        metric_cell,
        count(*) as value_count,
        min(number) as lowest,
        max(number) as highest
    from own_value
    group by metric_cell

),

own_rank as (

    select
        ranked.* exclude (share),
        round(ranked.share * own_extent.value_count)::bigint as last_place,
        own_extent.lowest,
        own_extent.highest
    from (
        select
            *,
            rank() over by_number as first_place,
            cume_dist() over by_number as share
        from own_value
        window by_number as (partition by metric_cell order by number asc)
    ) as ranked
    inner join own_extent using (metric_cell)

),

own_moment as (

    select
        metric_cell,
        count(*)::hugeint as n,
        sum(is_hit)::hugeint as hit_count,
        sum(score)::hugeint as y1,
        sum(score::hugeint * score) as y2,
        sum(place) as a1,
        sum(place::hugeint * place) as a2,
        sum(place * is_hit) as ak,
        sum(place::hugeint * score) as ay,
        sum(z)::hugeint as z1,
        sum(z::hugeint * z) as z2,
        sum(place::hugeint * z) as az,
        sum(z::hugeint * is_hit) as zk,
        sum(z::hugeint * score) as zy,
        sum((last_place - first_place + 1) * (last_place - first_place + 1) - 1)::hugeint as x_ties,
        sum((first_place + last_place) * is_hit)::hugeint as hit_rank_sum,
        list({'x_rank': first_place + last_place, 'score': score})
        filter (where is_hit = 1 and score is not null) as hits
    from (
        select
            *,
            ((number - lowest) / nullif(highest - lowest, 0) * 281474976710656)::bigint as place
        from own_rank
    ) as placed
    group by metric_cell

),

item_of as (

    select
        cell_number,
        item_id,
        count(*) as weight,
        sum(is_hit)::bigint as hit_count,
        sum(score)::hugeint as y1,
        sum(score::hugeint * score) as y2,
        sum(z)::hugeint as z1,
        sum(z::hugeint * z) as z2,
        sum(z::hugeint * is_hit) as zk,
        sum(z::hugeint * score) as zy,
        list(score) filter (where is_hit = 1 and score is not null) as scores
    from numbered
    group by cell_number, item_id

),

item_value as (

    select
        item_of.cell_number,
        2048 + unnest(range(len(number_of.numbers))) as metric_number,
        unnest(number_of.numbers) as number,
        item_of.weight,
        item_of.hit_count,
        item_of.y1,
        item_of.y2,
        item_of.z1,
        item_of.z2,
        item_of.zk,
        item_of.zy,
        item_of.scores
    from item_of
    inner join _object_number('item') as number_of on item_of.item_id = number_of.object_id

),

item_rank as (

    select
        (cell_number * 4096 + metric_number)::uinteger as metric_cell,
        item_value.* exclude (cell_number, metric_number),
        sum(weight) over (
            by_number range between unbounded preceding and current row
        )::bigint as last_place,
        sum(weight) over (
            by_number range between current row and current row
        )::bigint as tied,
        first_value(number) over by_number as lowest,
        last_value(number) over (
            by_number rows between unbounded preceding and unbounded following
        ) as highest
    from item_value
    where isfinite(number)
    window by_number as (
        partition by (cell_number * 4096 + metric_number)::uinteger order by number asc
    )

),

item_moment as (

    select
        metric_cell,
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
        sum(zy) as zy,
        sum((tied * tied - 1)::hugeint * weight) as x_ties,
        sum((2 * last_place - tied + 1)::hugeint * hit_count) as hit_rank_sum,
        list({'x_rank': 2 * last_place - tied + 1, 'scores': scores})
        filter (where len(scores) > 0) as hits
    from (
        select
            *,
            ((number - lowest) / nullif(highest - lowest, 0) * 281474976710656)::bigint as place
        from item_rank
    ) as placed
    group by metric_cell

),

hit as (

    select
        metric_cell,
        each.x_rank,
        each.score
    from (
        select
            metric_cell,
            unnest(hits) as each
        from own_moment
    ) as own
    union all
    select
        metric_cell,
        each.x_rank,
        unnest(each.scores) as score
    from (
        select
            metric_cell,
            unnest(hits) as each
        from item_moment
    ) as of_item

),

hit_rank as (

    select
        metric_cell,
        x_rank,
        rank() over by_score as first_place,
        count(*) over (by_score range between unbounded preceding and current row) as last_place
    from hit
    window by_score as (partition by metric_cell order by score asc)

),

hit_moment as (

    select
        metric_cell,
        sum(x_rank::hugeint * (first_place + last_place)) as rank_product,
        sum((last_place - first_place + 1) * (last_place - first_place + 1) - 1)::hugeint
            as y_ties
    from hit_rank
    group by metric_cell

),

moment as (

    select * exclude (hits)
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
    moment.* exclude (metric_cell),
    hit_moment.rank_product,
    hit_moment.y_ties
from moment
inner join cell_of on moment.metric_cell // 4096 = cell_of.cell_number
left join hit_moment using (metric_cell);

comment on macro table _metric_moment is  -- noqa: PRS
'The sums over objects from which the correlations of every metric with every score follow.';
