-- macro:  _words
-- grain:  scalar
-- reads:  nothing
-- null:   when the text is null
-- note:   white space is that of Unicode

create or replace macro _words(answer_text) as (
    list_filter(
        string_split_regex(answer_text, '[\s\x0b\x1c-\x1f\x{85}\p{Z}]+'),
        lambda word: word <> ''
    )
);

comment on macro _words is  -- noqa: PRS
'The words of a text: what white space separates.';
