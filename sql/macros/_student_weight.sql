-- macro:  _student_weight
-- grain:  scalar
-- reads:  nothing
-- null:   when an argument is null

create or replace macro _student_weight(correlation, half_freedom) as (
    half_freedom * ln(1 - correlation * correlation)
    + ln(abs(correlation))
    + case
        when half_freedom > 20
            then
                0.5::double * ln(half_freedom)
                - 1 / (8 * half_freedom)
                + 1 / (192 * pow(half_freedom, 3))
                - 1 / (640 * pow(half_freedom, 5))
        else lgamma(half_freedom + 0.5::double) - lgamma(half_freedom)
    end
    - 0.5723649429247001::double
);

comment on macro _student_weight is  -- noqa: PRS
'Logarithm of (1 - r^2)^a |r| / B(a, 1/2), B the beta function.';
