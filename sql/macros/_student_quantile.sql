-- macro:  _student_quantile
-- grain:  scalar
-- reads:  nothing
-- units:  freedom counts degrees of freedom, a whole number
-- null:   when freedom is null or less than 1
-- follows: the t that Student's t exceeds in absolute value with probability 0.05, for intervals of
--         95 %. Up to 200 degrees of freedom by halving the interval of theta = atan(t / sqrt(freedom))
--         with the finite sums 26.7.3 and 26.7.4 of Abramowitz and Stegun; beyond that by their
--         expansion 26.7.5 around the normal quantile. Right to 1e-9 and better

create or replace macro _student_quantile(freedom) as (
    case
        when freedom is null or freedom < 1 then null
        when freedom <= 200
            then sqrt(freedom) * tan(list_reduce(  -- noqa: LT01
                list_transform(range(55), lambda n: pi() / 4 / pow(2.0::double, n)),  -- noqa: PRS
                lambda theta, step: theta + step * case
                    when (
                        case
                            when freedom % 2 = 1
                                then 2 / pi() * (theta + case when freedom > 1 then
                                    sin(theta) * cos(theta) * list_reduce(
                                        [1.0::double] || range((freedom::bigint - 3) // 2, 0, -1),
                                        lambda tail, j: 1 + tail * cos(theta) * cos(theta)
                                        * 2 * j / (2 * j + 1)
                                    )
                                else 0 end)
                            else sin(theta) * list_reduce(
                                [1.0::double] || range((freedom::bigint - 2) // 2, 0, -1),
                                lambda tail, j: 1 + tail * cos(theta) * cos(theta)
                                * (2 * j - 1) / (2 * j)
                            )
                        end
                    ) < 0.95 then 1 else -1
                end
            ))
        else
            1.959963984540054::double
            + 2.372271230298562::double / freedom
            + 2.8224986157396112::double / pow(freedom, 2)
            + 2.555849679507722::double / pow(freedom, 3)
            + 1.5895340533938225::double / pow(freedom, 4)
    end
);

comment on macro _student_quantile is  -- noqa: PRS
'Quantile of Student''s t for two-sided intervals of 95 percent.';
