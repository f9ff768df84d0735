-- fill:   text_score; scored_text, a temporary table
-- grain:  scored_text: one row per answer that has a reference
-- reads:  _normalised_text, _words, class, item, label, prediction, prediction_set
-- params: prediction_set_id
-- follows: normalised match and token F1: the official evaluation script of SQuAD (Rajpurkar et al.
--         2016; version 2.0 for texts without words). Error rates: Levenshtein (1966)
-- note:   all texts are in Unicode form NFC first. levenshtein() counts bytes, so it answers where
--         every character is one, and where the texts are not long

create or replace temp table scored_reference as
with

listed as (

    select
        label.label_id,
        label.item_id,
        unnest([label.text] || coalesce(label.other_texts, [])) as reference,
        unnest(range(1 + len(coalesce(label.other_texts, [])))) as place
    from label
    inner join item using (item_id)
    inner join class using (class_id)
    inner join prediction_set
        on item.dataset_id = prediction_set.dataset_id and class.task_id = prediction_set.task_id
    where prediction_set.prediction_set_id = $prediction_set_id and label.text is not null

),

formed as (

    select
        * exclude (reference),
        nfc_normalize(reference) as reference
    from listed

)

select
    *,
    _normalised_text(reference) as plain_reference,
    _words(reference) as reference_words
from formed;

create or replace temp table scored_answer as
with

formed as (

    select
        prediction_id,
        item_id,
        nfc_normalize(text) as answer
    from prediction
    where prediction_set_id = $prediction_set_id and text is not null

)

select
    *,
    _normalised_text(answer) as plain_answer,
    _words(answer) as answer_words
from formed;

create or replace temp table scored_pair as
with

answer_token as (

    select
        prediction_id,
        item_id,
        token,
        count(*) as token_count
    from (
        select
            prediction_id,
            item_id,
            unnest(_words(plain_answer)) as token
        from scored_answer
    ) as said
    group by prediction_id, item_id, token

),

reference_token as (

    select
        item_id,
        place,
        token,
        count(*) as token_count
    from (
        select
            item_id,
            place,
            unnest(_words(plain_reference)) as token
        from scored_reference
    ) as meant
    group by item_id, place, token

),

shared as (

    select
        answer_token.prediction_id,
        reference_token.place,
        sum(least(answer_token.token_count, reference_token.token_count))::bigint as token_count
    from answer_token
    inner join reference_token using (item_id, token)
    group by answer_token.prediction_id, reference_token.place

)

select
    answer.prediction_id,
    reference.label_id,
    reference.place,
    answer.answer = reference.reference as exact_match,
    answer.plain_answer = reference.plain_reference as normalised_match,
    case
        when answer.plain_answer = reference.plain_reference then 1
        else 2 * coalesce(shared.token_count, 0) / (
            len(_words(answer.plain_answer)) + len(_words(reference.plain_reference))
        )
    end as token_f1,
    case
        when answer.answer = reference.reference then 0
        when
            strlen(answer.answer) = length(answer.answer)
            and strlen(reference.reference) = length(reference.reference)
            and greatest(length(answer.answer), length(reference.reference)) <= 1000
            then levenshtein(answer.answer, reference.reference)
        else edit_distance(
            string_split(answer.answer, ''), string_split(reference.reference, '')
        )
    end as character_edits,
    length(reference.reference) as character_count,
    case
        when answer.answer_words = reference.reference_words then 0
        else edit_distance(answer.answer_words, reference.reference_words)
    end as word_edits,
    len(reference.reference_words) as word_count
from scored_answer as answer
inner join scored_reference as reference using (item_id)
left join shared
    on answer.prediction_id = shared.prediction_id and reference.place = shared.place;

create or replace temp table scored_text as
select
    prediction_id,
    any_value(label_id) as label_id,
    bool_or(exact_match) as exact_match,
    bool_or(normalised_match) as normalised_match,
    max(token_f1) as token_f1,
    -- an edit of a reference without characters is worse than any rate
    arg_min(
        {'edits': character_edits, 'count': character_count},
        {
            'rate': case
                when character_edits = 0 then 0
                else coalesce(character_edits / nullif(character_count, 0), 'infinity'::double)
            end,
            'place': place
        }
    ) as characters,
    arg_min(
        {'edits': word_edits, 'count': word_count},
        {
            'rate': case
                when word_edits = 0 then 0
                else coalesce(word_edits / nullif(word_count, 0), 'infinity'::double)
            end,
            'place': place
        }
    ) as words
from scored_pair
group by prediction_id;

insert into text_score
select
    $prediction_set_id as prediction_set_id,
    reference.item_id,
    answer.prediction_id,
    scored.exact_match,
    scored.normalised_match,
    scored.token_f1,
    scored.characters.edits as character_edits,
    scored.characters.count as character_count,
    scored.words.edits as word_edits,
    scored.words.count as word_count,
    length(reference.reference) as reference_character_count,
    len(reference.reference_words) as reference_word_count
from scored_reference as reference
left join scored_answer as answer using (item_id)
left join scored_text as scored on answer.prediction_id = scored.prediction_id
where reference.place = 0
order by reference.item_id;

-- for the columns of prediction
create or replace temp table target_value as
select
    answer.prediction_id as target_id,
    scored.exact_match,
    scored.normalised_match,
    scored.token_f1,
    scored.characters.edits / nullif(scored.characters.count, 0) as character_error_rate,
    scored.words.edits / nullif(scored.words.count, 0) as word_error_rate,
    length(answer.answer) as character_count,
    len(answer.answer_words) as word_count
from scored_answer as answer
left join scored_text as scored on answer.prediction_id = scored.prediction_id;

drop table scored_pair;

drop table scored_answer;

drop table scored_reference;
