-- macro:  _normalised_text
-- grain:  scalar
-- reads:  nothing
-- null:   when the text is null
-- follows: the official evaluation script of SQuAD (Rajpurkar et al. 2016): lower case, no ASCII
--         punctuation, no words a, an, the, single spaces
-- note:   upper case is lowered letter by letter. A word ends where no letter or digit of any script
--         stands. An article shares the space behind it with the next one, so two passes find all

create or replace macro _normalised_text(answer_text) as (
    trim(regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(lower(answer_text), '[!-/:-@\[-`{-~]', '', 'g'),
                '(^|[^\p{L}\p{N}])(?:a|an|the)([^\p{L}\p{N}]|$)',
                '\1 \2',
                'g'
            ),
            '(^|[^\p{L}\p{N}])(?:a|an|the)([^\p{L}\p{N}]|$)',
            '\1 \2',
            'g'
        ),
        '[\s\x0b\x1c-\x1f\x{85}\p{Z}]+',
        ' ',
        'g'
    ))
);

comment on macro _normalised_text is  -- noqa: PRS
'A text as answers are compared: lower case, without punctuation and articles, with single spaces.';
