-- macro:  _checked_objective
-- grain:  scalar
-- reads:  nothing
-- null:   never
-- errors: an unknown objective; a limit that is missing, or no fraction where it must be one; a beta or a
--         cost that is no positive number

create or replace macro _checked_objective(
    objective, beta, at_least, at_most, false_positive_cost, false_negative_cost
) as (
    case
        when objective in ('recall_at_precision', 'precision_at_recall')
            then case
                when coalesce(at_least::double between 0 and 1, false) then true
                else error(
                    'at_least: objective ' || objective || ' needs a number from 0 to 1, not '
                    || coalesce(at_least::varchar, 'null')
                )
            end
        when objective = 'false_positives_per_item'
            then case
                when coalesce(at_most::double >= 0, false) then true
                else error(
                    'at_most: objective false_positives_per_item needs a number from 0, not '
                    || coalesce(at_most::varchar, 'null')
                )
            end
        when objective = 'f_beta'
            then case
                when coalesce(beta::double > 0 and isfinite(beta::double), false) then true
                else error(
                    'beta: expected a number above 0, not ' || coalesce(beta::varchar, 'null')
                )
            end
        when objective = 'cost'
            then case
                when
                    coalesce(
                        false_positive_cost::double >= 0
                        and false_negative_cost::double >= 0
                        and isfinite(false_positive_cost::double + false_negative_cost::double),
                        false
                    )
                    then true
                else error('false_positive_cost, false_negative_cost: expected numbers from 0')
            end
        else error(
            'objective: expected f_beta, recall_at_precision, precision_at_recall, cost or '
            || 'false_positives_per_item, not ' || coalesce(objective, 'null')
        )
    end
);

comment on macro _checked_objective is  -- noqa: PRS
'True, or an error that says what an objective of a threshold lacks.';
