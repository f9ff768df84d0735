-- macro:  _binomial_sum
-- grain:  scalar
-- reads:  nothing
-- null:   when an argument is null
-- units:  in C(total, last), the last and largest term; last is at most half of total
-- follows: the sum of C(total, k) over k <= last, each term from its neighbour by
--         C(n, k - 1) = C(n, k) * k / (n - k + 1), a factor below 1, so that nothing overflows.
--         Horner's rule over eighty standard deviations, beyond which terms are 0 in a double

create or replace macro _binomial_sum(last_term, total_count) as (
    list_reduce(  -- noqa: PRS
        range(
            greatest(1, last_term - 40 * ceil(sqrt(total_count))::bigint),
            last_term + 1
        ),
        lambda added, k: 1 + added * k / (total_count - k + 1),
        1::double
    )
);

comment on macro _binomial_sum is  -- noqa: PRS
'The sum of the first binomial coefficients, in units of the last of them.';
