-- table:  text_score
-- grain:  one row per (prediction_set_id, item_id): an item with a reference, under a set that answers
--         its task
-- units:  *_edits and *_count in characters (code points) and words
-- null:   prediction_id and what it is compared by where the set has no answer for the item
-- note:   derived from label and prediction, rebuilt per set; never the only home of a fact. Of several
--         references the best one counts, for each measure by itself

create table if not exists text_score (
    prediction_set_id bigint,
    item_id bigint,
    prediction_id bigint,
    exact_match boolean,
    normalised_match boolean,
    token_f1 double,
    character_edits bigint,
    character_count bigint,
    word_edits bigint,
    word_count bigint,
    reference_character_count bigint,
    reference_word_count bigint
);

comment on table text_score is 'How near the answer of each item is to its reference.';
comment on column text_score.exact_match is 'Whether answer and reference are the same text (in Unicode form NFC).';
comment on column text_score.normalised_match is 'Whether they are the same in lower case, without ASCII punctuation and English articles, with single spaces.';
comment on column text_score.token_f1 is 'F1 of the words that the normalised texts share, repetitions counted; 1 where both have none.';
comment on column text_score.character_edits is 'Characters to insert, delete or replace (Levenshtein) to make the nearest reference of the answer.';
comment on column text_score.character_count is 'Characters of that reference.';
comment on column text_score.word_edits is 'Words to insert, delete or replace to make the nearest reference of the answer; words are what white space separates.';
comment on column text_score.word_count is 'Words of that reference.';
comment on column text_score.reference_character_count is 'Characters of the first reference: what is to be inserted where there is no answer.';
comment on column text_score.reference_word_count is 'Words of the first reference.';
