-- macro:  metric_correlation
-- grain:  one row per (prediction_set, slice, target, metric, score)
-- reads:  _checked, _metric_checked, _metric_column, _metric_moment, _setting, _slice_list,
--         _student_p, class, mutual_information
-- units:  n are objects; correlations are in [-1, 1]; p_value and q_value are probabilities
-- null:   every number that cannot be told; reason then says why: no_value, too_few (fewer than n_min),
--         constant_metric, constant_score, one_sided (fewer than five of the objects that hit, or that
--         do not), constant_given, follows_from_given (the metric is a line over given). The interval,
--         p_value and q_value with within_class; rank_biserial of a score that is no yes or no; what
--         is not pearson with given
-- absent: slices without items
-- follows: pearson with a yes or no is the point-biserial correlation; with given it is the partial
--         one, over the objects that have both metrics: what is left when given is held fixed. Interval
--         by Fisher's z at 95 %; p_value two-sided by Student's t, both with a degree of freedom less
--         for given; q_value by Benjamini and Hochberg over the metrics of one set, slice, target and
--         score; spearman is Pearson's of average ranks; rank_biserial is 2 AUC - 1. Pairs with a
--         missing value are left out, metric by metric
-- note:   mutual_information is what was computed on demand for the same parameters, less what chance
--         gives (table mutual_information). within_class measures in each class and averages, weighted
--         by n; items have no class

create or replace macro metric_correlation(
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
    protocol := 'closest',
    class_scope := 'same_class',
    class_set := null,
    interpolation := '101',
    outside := 'ignore',
    n_min := 50,
    within_class := false,
    given := null
) as table
with

slice_list as (

    from _slice_list(
        predictions := predictions,
        compare_as := compare_as,
        item_filter := item_filter,
        slice_by := slice_by,
        slices := slices,
        item_scope := item_scope,
        protocol := protocol
    )

),

column_of as (

    select
        target,
        metric,
        is_number,
        is_there,
        (target = 'item')::integer * 2048
        + row_number() over (partition by target order by place asc) - 1 as metric_number
    from _metric_column()

),

target_of as (

    select
        unnest(['prediction', 'prediction', 'label', 'item']) as target,
        unnest([0, 0, 1, 2]) as target_number,
        unnest(['true_positive', 'iou_true_positive', 'found', 'f1']) as score

),

asked as (

    -- an object's own column comes before its item's
    select
        target_of.target,
        target_of.target_number,
        target_of.score,
        column_of.metric,
        column_of.metric_number
    from target_of
    inner join column_of on target_of.target = column_of.target or column_of.target = 'item'
    where
        column_of.is_number
        and column_of.is_there
        and (
            target_of.target = column_of.target
            or (target_of.target, column_of.metric) not in (
                select (own.target, own.metric) from column_of as own
            )
        )

),

moment as (

    from _metric_moment(
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
        outside := outside,
        within_class := within_class,
        given := given
    )

),

scored as (

    -- a yes or no counts 0 and 1, another score in 2^-48; ranks of what does not hit are tied
    select
        slice_list.prediction_set_id,
        slice_list.slice_number,
        moment.class_id,
        asked.target,
        asked.metric,
        asked.score,
        asked.score in ('true_positive', 'found') as is_binary,
        coalesce(moment.n, 0) as n,
        moment.hit_count,
        moment.n - moment.hit_count as miss_count,
        moment.a1,
        moment.a2,
        case when is_binary then moment.hit_count else coalesce(moment.y1, 0) end as b1,
        case when is_binary then moment.hit_count else coalesce(moment.y2, 0) end as b2,
        case when is_binary then moment.ak else coalesce(moment.ay, 0) end as ab,
        coalesce(moment.z1, 0) as c1,
        coalesce(moment.z2, 0) as c2,
        coalesce(moment.az, 0) as ac,
        case when is_binary then coalesce(moment.zk, 0) else coalesce(moment.zy, 0) end as bc,
        moment.n * (moment.n * moment.n * moment.n - moment.n - moment.x_ties) as x_spread,
        case
            when is_binary then moment.n * moment.hit_count * (moment.n - moment.hit_count)
            else moment.n * moment.n * moment.n - moment.n
                - (miss_count * miss_count * miss_count - miss_count)
                - coalesce(moment.y_ties, 0)
        end as y_spread,
        case
            when is_binary
                then
                    moment.n * moment.hit_rank_sum
                    - moment.hit_count * moment.n * (moment.n + 1)
            else moment.n * (
                (miss_count + 1) * (moment.n * (moment.n + 1) - moment.hit_rank_sum)
                + 2 * miss_count * moment.hit_rank_sum
                + coalesce(moment.rank_product, 0)
            ) - moment.n * (moment.n + 1) * moment.n * (moment.n + 1)
        end as rank_covariance,
        case
            when is_binary
                then
                    (moment.hit_rank_sum - moment.hit_count * (moment.n + 1))
                    / nullif(moment.hit_count * miss_count, 0)
        end as rank_biserial
    from slice_list
    cross join asked
    left join moment
        on
            slice_list.prediction_set_id = moment.prediction_set_id
            and slice_list.slice_number = moment.slice_number
            and asked.target_number = moment.target_number
            and asked.metric_number = moment.metric_number

),

centred as (

    -- around whole numbers next to the means, so that nothing large is subtracted
    select
        *,
        a1 // nullif(n, 0) as a_mean,
        b1 // nullif(n, 0) as b_mean,
        (a1 - n * a_mean)::double as a_rest,
        (b1 - n * b_mean)::double as b_rest,
        (a2 - 2 * a_mean * a1 + n * a_mean * a_mean)::double - a_rest * a_rest / n as a_square,
        (b2 - 2 * b_mean * b1 + n * b_mean * b_mean)::double - b_rest * b_rest / n as b_square,
        (ab - a_mean * b1 - b_mean * a1 + n * a_mean * b_mean)::double - a_rest * b_rest / n
            as ab_product,
        c1 // nullif(n, 0) as c_mean,
        (c1 - n * c_mean)::double as c_rest,
        (c2 - 2 * c_mean * c1 + n * c_mean * c_mean)::double - c_rest * c_rest / n as c_square,
        (ac - a_mean * c1 - c_mean * a1 + n * a_mean * c_mean)::double - a_rest * c_rest / n
            as ac_product,
        (bc - b_mean * c1 - c_mean * b1 + n * b_mean * c_mean)::double - b_rest * c_rest / n
            as bc_product
    from scored

),

explained as (

    select
        *,
        case
            when n = 0 then 'no_value'
            when n < n_min then 'too_few'
            when a_square is null or a_square <= 0 then 'constant_metric'
            when is_binary and (hit_count = 0 or miss_count = 0) then 'constant_score'
            when is_binary and (hit_count < 5 or miss_count < 5) then 'one_sided'
            when b_square <= 0 or y_spread <= 0 then 'constant_score'
            when given is not null and not coalesce(c_square > 0, false) then 'constant_given'
            when
                given is not null
                and ac_product / a_square * ac_product >= 0.999999999999 * c_square
                then 'follows_from_given'
        end as reason
    from centred

),

measured as (

    select
        *,
        case
            when reason is null and given is null
                then greatest(least(ab_product / sqrt(a_square) / sqrt(b_square), 1), -1)
            when reason is null
                then greatest(
                    least(
                        (ab_product - ac_product * (bc_product / c_square))
                        / sqrt(a_square - ac_product * (ac_product / c_square))
                        / sqrt(nullif(
                            greatest(b_square - bc_product * (bc_product / c_square), 0), 0
                        )),
                        1
                    ),
                    -1
                )
        end as pearson,
        case
            when reason is null and given is null
                then greatest(
                    least(
                        rank_covariance::double / case
                            when is_binary
                                then sqrt(x_spread::double / 3) * sqrt(y_spread::double / n::double)
                            else sqrt(x_spread::double / 3) * sqrt(n::double * y_spread::double / 3)
                        end,
                        1
                    ),
                    -1
                )
        end as spearman
    from explained

),

averaged as (

    select
        measured.prediction_set_id,
        measured.slice_number,
        measured.target,
        measured.metric,
        measured.score,
        sum(measured.n)::bigint as n,
        sum(measured.hit_count)::bigint as hit_count,
        case
            when within_class
                then
                    sum(measured.n * measured.pearson order by class.class_name asc)
                    / sum(measured.n) filter (where measured.pearson is not null)
            else any_value(measured.pearson)
        end as pearson,
        case
            when within_class
                then
                    sum(measured.n * measured.spearman order by class.class_name asc)
                    / sum(measured.n) filter (where measured.pearson is not null)
            else any_value(measured.spearman)
        end as spearman,
        case
            when within_class
                then
                    sum(measured.n * measured.rank_biserial order by class.class_name asc)
                    filter (where measured.reason is null)
                    / sum(measured.n) filter (where measured.reason is null)
            else any_value(measured.rank_biserial) filter (where measured.reason is null)
        end as rank_biserial,
        case
            when within_class and measured.target = 'item' then 'no_class'
            when bool_or(measured.reason is null) then null
            else arg_max(measured.reason, (measured.n, measured.reason))
        end as reason
    from measured
    left join class on measured.class_id = class.class_id
    group by
        measured.prediction_set_id,
        measured.slice_number,
        measured.target,
        measured.metric,
        measured.score

),

tested as (

    select
        *,
        case
            when reason is null and not within_class
                then _student_p(pearson, n - 2 - (given is not null)::integer)
        end as p_value
    from averaged

),

ranked as (

    select
        *,
        row_number() over (
            partition by prediction_set_id, slice_number, target, score
            order by p_value asc nulls last, metric asc
        ) as p_place,
        count(p_value) over (
            partition by prediction_set_id, slice_number, target, score
        ) as p_count
    from tested

)

select
    slice_list.prediction_set_name as prediction_set,
    slice_list.slice,
    ranked.target,
    ranked.metric,
    ranked.score,
    ranked.n,
    case when ranked.reason is null then ranked.pearson end as pearson,
    case
        when ranked.p_value is not null and ranked.n > 3 + (given is not null)::integer
            then case
                when abs(ranked.pearson) = 1 then ranked.pearson
                else tanh(
                    atanh(ranked.pearson)
                    - 1.959963984540054::double / sqrt(ranked.n - 3 - (given is not null)::integer)
                )
            end
    end as pearson_low,
    case
        when ranked.p_value is not null and ranked.n > 3 + (given is not null)::integer
            then case
                when abs(ranked.pearson) = 1 then ranked.pearson
                else tanh(
                    atanh(ranked.pearson)
                    + 1.959963984540054::double / sqrt(ranked.n - 3 - (given is not null)::integer)
                )
            end
    end as pearson_high,
    ranked.p_value,
    case
        when ranked.p_value is not null
            then least(
                min(ranked.p_value * ranked.p_count / ranked.p_place) over (
                    partition by
                        ranked.prediction_set_id,
                        ranked.slice_number,
                        ranked.target,
                        ranked.score
                    order by ranked.p_place desc
                    rows between unbounded preceding and current row
                ),
                1
            )
    end as q_value,
    case when ranked.reason is null then ranked.spearman end as spearman,
    case when ranked.reason is null and given is null then ranked.rank_biserial end
        as rank_biserial,
    case
        when information.estimate is not null
            then greatest(information.estimate - information.chance, 0)
    end as mutual_information,
    ranked.reason
from ranked
inner join slice_list using (prediction_set_id, slice_number)
left join mutual_information as information
    on
        ranked.prediction_set_id = information.prediction_set_id
        and slice_list.slice is not distinct from information.slice
        and ranked.target = information.target
        and ranked.metric = information.metric
        and ranked.score = information.score
        and ranked.n = information.n
        and ranked.hit_count = information.hit_count
        and not within_class
        and given is null
        and information.setting = _setting(
            iou_threshold,
            min_confidence,
            item_filter,
            label_filter,
            prediction_filter,
            slice_by,
            classes,
            item_scope,
            protocol,
            class_scope,
            class_set,
            outside
        )
where
    slice_list.item_count > 0
    and _checked(compare_as, item_scope, interpolation)
    and (
        select checked.is_checked
        from _metric_checked(coalesce(given, 'height_px'), prefix := null) as checked
    )
order by
    slice_list.prediction_set_name,
    slice_list.slice nulls last,
    ranked.target,
    ranked.score,
    ranked.metric;

comment on macro table metric_correlation is  -- noqa: PRS
'How every metric goes with being right: correlations with interval, p and q, over predictions, labels and items.';
