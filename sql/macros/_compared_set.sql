-- macro:  _compared_set
-- grain:  one row
-- reads:  _chosen_set
-- absent: the row, where a name is left out and there is no second set on the data set
-- errors: an unknown name; one name given twice; two sets that are named and differ in task
-- note:   without candidate_set it is the set that was loaded last, without baseline_set the one
--         loaded before the candidate, on the same data set and of the same task

create or replace macro _compared_set(
    baseline_set := null, candidate_set := null, compare_as := null, protocol := 'closest'
) as table
with

baseline as materialized (

    from _chosen_set(
        predictions := case
            when baseline_set = candidate_set
                then error(
                    'baseline_set and candidate_set are both ' || baseline_set
                    || '; a comparison needs two prediction sets'
                )
            else baseline_set
        end,
        compare_as := compare_as,
        protocol := protocol
    )

),

candidate as materialized (

    from _chosen_set(predictions := candidate_set, compare_as := compare_as, protocol := protocol)

)

select
    baseline.prediction_set_id as baseline_id,
    case
        when baseline.task_id <> candidate.task_id
            then error(
                baseline.prediction_set_name || ' and ' || candidate.prediction_set_name
                || ' answer different tasks; a comparison needs two sets of one task'
            )
        else baseline.prediction_set_name
    end as baseline_name,
    baseline.dataset_id as baseline_dataset_id,
    candidate.prediction_set_id as candidate_id,
    candidate.prediction_set_name as candidate_name,
    candidate.dataset_id as candidate_dataset_id
from baseline
inner join candidate
    on
        baseline.prediction_set_id <> candidate.prediction_set_id
        and (
            (
                baseline.dataset_id = candidate.dataset_id
                and baseline.task_id = candidate.task_id
            )
            or (baseline_set is not null and candidate_set is not null)
        )
where baseline_set is not null or baseline.prediction_set_id < candidate.prediction_set_id
qualify row_number() over (
    order by candidate.prediction_set_id desc, baseline.prediction_set_id desc
) = 1;

comment on macro table _compared_set is  -- noqa: PRS
'The two prediction sets of a comparison.';
