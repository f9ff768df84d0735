-- macro:  outcome_change
-- grain:  one row per (label_id)
-- reads:  _both_sets, _common_filter, _compared_set, label_outcome
-- units:  baseline_iou and candidate_iou are fractions
-- null:   reason where the set finds the label; prediction and IoU where no prediction is meant
-- absent: labels that are ignored (crowd, difficult, excluded), on items that only one set is over,
--         and, between two data sets, labels that only one of them has
-- follows: label_outcome of either set. both: both find the label; fixed: the candidate alone;
--         broken: the baseline alone; neither: none does
-- note:   label_id is the candidate's; two data sets have the label in common that has the same
--         label_key on the same item_key

create or replace macro outcome_change(
    baseline_set := null,
    candidate_set := null,
    iou_threshold := 0.5,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    classes := null::varchar[],
    compare_as := null,
    item_scope := 'all',
    protocol := 'closest',
    class_scope := 'same_class',
    outside := 'ignore'
) as table
with

compared as materialized (

    from _compared_set(
        baseline_set := baseline_set,
        candidate_set := candidate_set,
        compare_as := compare_as,
        protocol := protocol
    )

),

told as materialized (

    from label_outcome(
        predictions := _both_sets(baseline_set, candidate_set),
        compare_as := compare_as,
        iou_threshold := iou_threshold,
        min_confidence := min_confidence,
        item_filter := _common_filter(
            item_filter, baseline_set, candidate_set, item_scope, protocol
        ),
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        classes := classes,
        item_scope := item_scope,
        protocol := protocol,
        class_scope := class_scope,
        outside := outside
    )
    where outcome <> 'ignored'

),

before as (

    select told.*
    from told
    semi join compared on told.prediction_set = compared.baseline_name

),

after as (

    select told.*
    from told
    semi join compared on told.prediction_set = compared.candidate_name

),

twin as (

    -- labels of two data sets that are the same label; empty within one
    select
        before.label_id as baseline_label_id,
        after.label_id
    from before
    inner join after using (item_key, label_key)
    where before.label_id <> after.label_id and (
        select compared.baseline_dataset_id <> compared.candidate_dataset_id
        from compared
    )
    union all
    select
        label_id as baseline_label_id,
        label_id
    from after

)

select
    compared.baseline_name,
    compared.candidate_name,
    after.item_id,
    after.item_key,
    after.label_id,
    after.label_key,
    after.class_name,
    case
        when before.outcome = 'found' and after.outcome = 'found' then 'both'
        when after.outcome = 'found' then 'fixed'
        when before.outcome = 'found' then 'broken'
        else 'neither'
    end as change,
    before.reason as baseline_reason,
    before.prediction_id as baseline_prediction_id,
    before.iou as baseline_iou,
    after.reason as candidate_reason,
    after.prediction_id as candidate_prediction_id,
    after.iou as candidate_iou
from after
inner join twin using (label_id)
inner join before on twin.baseline_label_id = before.label_id
inner join compared on after.prediction_set = compared.candidate_name
order by after.label_id;

comment on macro table outcome_change is  -- noqa: PRS
'What became of each label under two prediction sets: found by both, fixed, broken, or found by neither.';
