-- macro:  mcnemar_p
-- grain:  scalar
-- reads:  _binomial_sum
-- null:   when an argument is null; 1 when both counts are 0
-- follows: exact two-sided test of McNemar: with n = fixed + broken and m the smaller of them,
--         p = min(1, 2 * sum over k <= m of C(n, k) / 2^n)
-- note:   2^n is the sum of all terms, twice that of the lower half; the term of m is the largest one
--         times the factors between them

create or replace macro mcnemar_p(fixed_count, broken_count) as (
    case
        when fixed_count + broken_count is not null
            then least(
                1,
                2
                * _binomial_sum(least(fixed_count, broken_count), fixed_count + broken_count)
                * coalesce(
                    list_product(list_transform(
                        range(
                            least(fixed_count, broken_count) + 1,
                            (fixed_count + broken_count) // 2 + 1
                        ),
                        lambda k: k / (fixed_count + broken_count - k + 1)
                    )),
                    1
                ) / (
                    2 * _binomial_sum(
                        (fixed_count + broken_count) // 2, fixed_count + broken_count
                    )
                    - ((fixed_count + broken_count) % 2 = 0)::integer
                )
            )
    end
);

comment on macro mcnemar_p is  -- noqa: PRS
'Exact two-sided p value of McNemar for labels that one set alone finds: how likely so uneven a split is by chance.';
