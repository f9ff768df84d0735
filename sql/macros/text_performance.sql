-- macro:  text_performance
-- grain:  one row per (prediction_set, slice)
-- reads:  _asked_text, _checked, _item_sum, _left_out_scope, _member, _slice_list, prediction_set,
--         text_score
-- units:  exact_match, normalised_match, token_f1 are fractions in [0, 1]; error rates are 0 or more
--         (an answer longer than its reference can exceed 1); *_count are items, edits, characters
--         and words
-- null:   rates without anything to measure
-- absent: sets that answer no task of kind text
-- follows: an item with a reference and without an answer (or one below min_confidence) counts as
--         wrong: no match, token F1 0, and every character and word of its reference as an edit. An
--         error rate is the mean over items whose reference has characters (words); the pooled one is
--         all edits over all characters (words) of the references
-- note:   exact_match and normalised_match do not depend on an IoU threshold; what performance counts
--         at the threshold of .5 is normalised_match

create or replace macro text_performance(
    predictions := null,
    task := null,
    min_confidence := null,
    item_filter := 'true',
    label_filter := 'true',
    prediction_filter := 'true',
    slice_by := null,
    slices := null::varchar[],
    item_scope := 'all',
    outside := 'ignore'
) as table
with

scored as (

    select
        each.prediction_set_id,
        each.item_id,
        each.prediction_count > 0 as is_answered,
        text_score.exact_match,
        text_score.normalised_match,
        text_score.token_f1,
        case
            when each.prediction_count > 0 then text_score.character_edits
            else text_score.reference_character_count
        end as character_edits,
        case
            when each.prediction_count > 0 then text_score.character_count
            else text_score.reference_character_count
        end as character_count,
        case
            when each.prediction_count > 0 then text_score.word_edits
            else text_score.reference_word_count
        end as word_edits,
        case
            when each.prediction_count > 0 then text_score.word_count
            else text_score.reference_word_count
        end as word_count
    from _item_sum(
        predictions := predictions,
        min_confidence := min_confidence,
        item_filter := item_filter,
        label_filter := label_filter,
        prediction_filter := prediction_filter,
        outside := outside
    ) as each
    inner join text_score using (prediction_set_id, item_id)
    anti join _left_out_scope(item_scope := item_scope) as unasked
        on
            each.prediction_set_id = unasked.prediction_set_id
            and each.item_id = unasked.item_id
    where each.label_count > 0

),

total as (

    -- sums of integers, in 2^-52, so that no order of addition changes a mean
    select
        scored.prediction_set_id,
        member.slice_number,
        count(*) as labelled_count,
        sum(scored.is_answered::integer)::bigint as answered_count,
        sum((scored.is_answered and scored.exact_match)::integer)::bigint as exact_match_count,
        sum((scored.is_answered and scored.normalised_match)::integer)::bigint
            as normalised_match_count,
        sum(
            case
                when scored.is_answered then (scored.token_f1 * 4503599627370496)::bigint else 0
            end
        ) as token_f1_sum,
        sum(scored.character_edits)::bigint as character_edit_count,
        sum(scored.character_count)::bigint as character_count,
        count(*) filter (where scored.character_count > 0) as character_rate_count,
        sum((
            scored.character_edits / nullif(scored.character_count, 0) * 4503599627370496
        )::hugeint) as character_rate_sum,
        sum(scored.word_edits)::bigint as word_edit_count,
        sum(scored.word_count)::bigint as word_count,
        count(*) filter (where scored.word_count > 0) as word_rate_count,
        sum((
            scored.word_edits / nullif(scored.word_count, 0) * 4503599627370496
        )::hugeint) as word_rate_sum
    from scored
    inner join _member(
        item_filter := item_filter, slice_by := slice_by, slices := slices
    ) as member using (item_id)
    group by scored.prediction_set_id, member.slice_number

)

select
    slice_list.prediction_set_name as prediction_set,
    asked.task_name as task,
    slice_list.slice,
    slice_list.item_count,
    coalesce(total.labelled_count, 0) as labelled_count,
    coalesce(total.answered_count, 0) as answered_count,
    coalesce(total.exact_match_count, 0) as exact_match_count,
    coalesce(total.normalised_match_count, 0) as normalised_match_count,
    total.exact_match_count / nullif(total.labelled_count, 0) as exact_match,
    total.normalised_match_count / nullif(total.labelled_count, 0) as normalised_match,
    total.token_f1_sum / 4503599627370496 / nullif(total.labelled_count, 0) as token_f1,
    coalesce(total.character_rate_count, 0) as character_rate_count,
    total.character_rate_sum / 4503599627370496 / nullif(total.character_rate_count, 0)
        as character_error_rate,
    coalesce(total.character_edit_count, 0) as character_edit_count,
    coalesce(total.character_count, 0) as character_count,
    total.character_edit_count / nullif(total.character_count, 0)
        as pooled_character_error_rate,
    coalesce(total.word_rate_count, 0) as word_rate_count,
    total.word_rate_sum / 4503599627370496 / nullif(total.word_rate_count, 0) as word_error_rate,
    coalesce(total.word_edit_count, 0) as word_edit_count,
    coalesce(total.word_count, 0) as word_count,
    total.word_edit_count / nullif(total.word_count, 0) as pooled_word_error_rate
from _slice_list(
    predictions := predictions,
    item_filter := item_filter,
    slice_by := slice_by,
    slices := slices,
    item_scope := item_scope
) as slice_list
inner join prediction_set using (prediction_set_id)
inner join _asked_text(task := task) as asked using (task_id)
left join total using (prediction_set_id, slice_number)
where _checked(null, item_scope, '101')
order by slice_list.prediction_set_name, slice_list.slice nulls last;

comment on macro table text_performance is  -- noqa: PRS
'Exact and normalised matches, token F1 and error rates of generated texts, per slice.';
