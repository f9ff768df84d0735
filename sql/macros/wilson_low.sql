-- macro:  wilson_low
-- grain:  scalar
-- reads:  nothing
-- units:  a fraction in [0, 1]; successes and trials are counts
-- null:   without trials, or when an argument is null
-- follows: Wilson (1927), at 95 %: z is the 97.5 % point of the normal distribution

create or replace macro wilson_low(successes, trials) as (
    case
        when successes = 0 and trials > 0 then 0.0::double
        else (
            (successes + 3.8414588206941254::double / 2)
            - 1.959963984540054::double * sqrt(
                greatest(successes * (trials - successes)::double / nullif(trials, 0), 0)
                + 3.8414588206941254::double / 4
            )
        ) / (nullif(trials, 0) + 3.8414588206941254::double)
    end
);

comment on macro wilson_low is  -- noqa: PRS
'Lower end of the 95 % Wilson interval of a rate: so many successes among so many trials.';
