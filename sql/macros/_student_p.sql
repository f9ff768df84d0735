-- macro:  _student_p
-- grain:  scalar
-- reads:  _student_weight
-- units:  a probability; freedom counts degrees of freedom
-- null:   when the correlation is null or freedom is not positive
-- follows: two-sided p of a correlation r by Student's t: the regularised incomplete beta function
--         I_x(a, 1/2), a = freedom / 2, x = 1 - r^2. Near 0 by the power series in r^2, elsewhere by
--         the continued fraction 26.5.8 of Abramowitz and Stegun, from the inside out; the quotient
--         of gamma functions by its expansion in 1 / a for a > 20. Right to 1e-9 and better

create or replace macro _student_p(correlation, freedom) as (
    case
        when correlation is null or not coalesce(freedom > 0, false) then null
        when abs(correlation) >= 1 then 0.0::double
        when correlation = 0 then 1.0::double
        when
            correlation * correlation < 0.3
            and correlation * correlation * freedom < 2 * (1 - correlation * correlation)
            then greatest(1 - 2 * exp(
                _student_weight(correlation::double, freedom / 2)
            ) * list_reduce(  -- noqa: LT01
                [1.0::double] || range(40, -1, -1),  -- noqa: PRS
                lambda tail, k: 1 + tail * correlation * correlation
                * (freedom / 2 + 0.5::double + k) / (1.5::double + k)
            ), 0)
        else least(
            exp(_student_weight(correlation::double, freedom / 2))
            / (freedom / 2)
            / (
                1 - (freedom / 2 + 0.5::double) * (1 - correlation * correlation)
                / (freedom / 2 + 1)
                / list_reduce(  -- noqa: PRS
                    [1.0::double] || range(60, 0, -1),
                    lambda tail, m: 1
                    + m * (0.5::double - m) * (1 - correlation * correlation)
                    / ((freedom / 2 + 2 * m - 1) * (freedom / 2 + 2 * m))
                    / (
                        1 - (freedom / 2 + m) * (freedom / 2 + 0.5::double + m)
                        * (1 - correlation * correlation)
                        / ((freedom / 2 + 2 * m) * (freedom / 2 + 2 * m + 1))
                        / tail
                    )
                )
            ),
            1
        )
    end
);

comment on macro _student_p is  -- noqa: PRS
'Two-sided probability of a correlation this far from 0, if there were none.';
