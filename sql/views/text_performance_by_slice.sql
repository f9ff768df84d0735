-- view:   text_performance_by_slice
-- grain:  one row per (prediction_set, slice)
-- reads:  text_performance
-- null:   as in the macro of the same name
-- note:   the macro over every saved slice; text_performance(...) takes parameters

create or replace view text_performance_by_slice as
select
    prediction_set,
    task,
    slice,
    item_count,
    labelled_count,
    answered_count,
    exact_match_count,
    normalised_match_count,
    exact_match,
    normalised_match,
    token_f1,
    character_rate_count,
    character_error_rate,
    character_edit_count,
    character_count,
    pooled_character_error_rate,
    word_rate_count,
    word_error_rate,
    word_edit_count,
    word_count,
    pooled_word_error_rate
from text_performance(slices := ['all', '*']);

comment on view text_performance_by_slice is
'Exact and normalised matches, token F1 and error rates of generated texts, over every saved slice.';
comment on column text_performance_by_slice.prediction_set is
'Name of the prediction set.';
comment on column text_performance_by_slice.task is
'Name of the task.';
comment on column text_performance_by_slice.slice is
'Name of the slice; all without one, null for items where the slice_by expression is null.';
comment on column text_performance_by_slice.item_count is
'Items in the slice.';
comment on column text_performance_by_slice.labelled_count is
'Items with a reference: those that count.';
comment on column text_performance_by_slice.answered_count is
'Items that count for which there is an answer.';
comment on column text_performance_by_slice.exact_match_count is
'Items whose answer is their reference, character by character (in Unicode form NFC).';
comment on column text_performance_by_slice.normalised_match_count is
'Items whose answer is their reference in lower case, without ASCII punctuation and English articles, with single spaces.';
comment on column text_performance_by_slice.exact_match is
'exact_match_count / labelled_count.';
comment on column text_performance_by_slice.normalised_match is
'normalised_match_count / labelled_count.';
comment on column text_performance_by_slice.token_f1 is
'Mean over labelled_count items of the F1 of the words that answer and reference share, both normalised; 0 without an answer.';
comment on column text_performance_by_slice.character_rate_count is
'Items that count whose reference has characters, over which character_error_rate is the mean.';
comment on column text_performance_by_slice.character_error_rate is
'Mean over items of the characters to insert, delete or replace in the answer over the characters of its reference.';
comment on column text_performance_by_slice.character_edit_count is
'Characters to insert, delete or replace in all answers together.';
comment on column text_performance_by_slice.character_count is
'Characters of all references.';
comment on column text_performance_by_slice.pooled_character_error_rate is
'character_edit_count / character_count: the rate over all texts as one.';
comment on column text_performance_by_slice.word_rate_count is
'Items that count whose reference has words, over which word_error_rate is the mean.';
comment on column text_performance_by_slice.word_error_rate is
'Mean over items of the words to insert, delete or replace in the answer over the words of its reference.';
comment on column text_performance_by_slice.word_edit_count is
'Words to insert, delete or replace in all answers together.';
comment on column text_performance_by_slice.word_count is
'Words of all references.';
comment on column text_performance_by_slice.pooled_word_error_rate is
'word_edit_count / word_count: the rate over all texts as one.';
