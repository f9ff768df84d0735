-- macro:  _is_number_lists
-- grain:  scalar
-- reads:  nothing
-- null:   for null

create or replace macro _is_number_lists(value) as (
    regexp_full_match(
        value,
        replace(
            '\s*\[LIST(,LIST)*\]\s*',
            'LIST',
            replace(
                '\s*\[NUMBER(,NUMBER)*\]\s*',
                'NUMBER',
                '\s*-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\s*'
            )
        )
    )
);

comment on macro _is_number_lists is  -- noqa: PRS
'Whether a text is a JSON list of lists of numbers, none of them empty, to the letter.';
