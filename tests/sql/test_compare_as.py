"""compare_as reaches everything: a macro that takes it hands it to every macro that takes it too.

A call that leaves it out would answer about the own shape of a set, without a word.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from duckeval.sqlfiles import sql_root

MACROS = {
    path.stem: path.read_text(encoding="utf-8")
    for path in Path(str(sql_root())).glob("macros/*.sql")
}
# what is never asked about another shape than the own
OTHERS = {
    "_curve_of_probability": "probabilities belong to whole items, and is_wanted := false to nobody"
}


def split(text: str) -> tuple[str, str]:
    """Return the parameters of a macro and what it stands for."""
    body = text[text.index("create or replace macro") :]
    parameters, _, rest = body.partition(") as")
    return parameters, rest


TAKERS = {name for name, text in MACROS.items() if "compare_as" in split(text)[0]}


def arguments(body: str, start: int) -> str:
    depth = 0
    for place in range(start, len(body)):
        depth += {"(": 1, ")": -1}.get(body[place], 0)
        if depth == 0:
            return body[start:place]
    return body[start:]


def test_most_macros_take_it() -> None:
    assert len(TAKERS) > 60


@pytest.mark.parametrize("name", sorted(TAKERS))
def test_a_macro_hands_compare_as_on(name: str) -> None:
    _, body = split(MACROS[name])
    forgotten = [
        call.group(1)
        for call in re.finditer(r"\b(\w+)\(", body)
        if call.group(1) in TAKERS - OTHERS.keys()
        and "compare_as" not in arguments(body, call.end() - 1)
    ]
    assert forgotten == []
