-- macro:  _shell_word
-- grain:  scalar
-- reads:  nothing
-- null:   null stays null

create or replace macro _shell_word(word) as (
    case
        when regexp_full_match(word, '[A-Za-z0-9_./:,+=@%][A-Za-z0-9_./:,+=@%-]*') then word
        else '''' || replace(word, '''', '''\''''') || ''''
    end
);

comment on macro _shell_word is  -- noqa: PRS
'A text as one word of a command line, quoted where it has to be.';
