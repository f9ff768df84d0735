-- macro:  _is_plain_mask
-- grain:  scalar
-- reads:  nothing
-- null:   for null

create or replace macro _is_plain_mask(value) as (
    regexp_full_match(
        value,
        replace(
            replace(
                '\s*\{(SIZE,COUNTS|COUNTS,SIZE)\}\s*',
                'SIZE',
                replace(
                    '\s*"size"\s*:\s*\[\s*SIDE\s*,\s*SIDE\s*\]\s*', 'SIDE', '(0|[1-9][0-9]{0,8})'
                )
            ),
            'COUNTS',
            '\s*"counts"\s*:\s*"([^"\\[:cntrl:]]|\\\\)*"\s*'
        )
    )
);

comment on macro _is_plain_mask is  -- noqa: PRS
'Whether a text is a JSON object of the size of a mask and its compressed counts, to the letter.';
