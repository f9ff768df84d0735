-- macro:  _fold_spread
-- grain:  scalar: a struct of fold_count, fold_mean, fold_sd, low and high
-- reads:  _student_quantile
-- units:  fold_count are folds; the others as the values
-- null:   fold_mean without a value; fold_sd, low and high with fewer than two
-- follows: mean, standard deviation with n - 1, and the interval of 95 % by Student's t with n - 1
--         degrees of freedom
-- note:   fold_values is a list without nulls in a fixed order, so that the sums are the same on every
--         run; null stands for an empty one

create or replace macro _fold_spread(fold_values) as (
    {
        'fold_count': coalesce(len(fold_values), 0),
        'fold_mean': list_avg(fold_values),
        'fold_sd': list_stddev_samp(fold_values),
        'low': list_avg(fold_values)
        - _student_quantile(len(fold_values) - 1) * list_stddev_samp(fold_values)
        / sqrt(len(fold_values)),
        'high': list_avg(fold_values)
        + _student_quantile(len(fold_values) - 1) * list_stddev_samp(fold_values)
        / sqrt(len(fold_values))
    }
);

comment on macro _fold_spread is  -- noqa: PRS
'Mean, standard deviation and interval of the values of a measure in the folds.';
