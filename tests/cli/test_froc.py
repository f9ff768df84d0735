"""``froc``: a table with a column for each limit, rows for programs, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer


def test_the_table_has_a_column_for_each_limit(call: Callable[..., Answer]) -> None:
    answer = call("froc", "--limits", "0,0.5", "--per-class")
    assert (answer.code, answer.err) == (0, "")
    title, head, _, *rows = answer.out.splitlines()
    assert title == "recall at so many false positives an item"
    assert head.split() == ["class", "0", "0.5", "mean"]
    # By hand: the cats are found at .9 and .7 of three, the dog at .8 of one; one dog is false.
    assert [row.split() for row in rows] == [
        ["cat", "0.6667", "0.6667", "0.6667"],
        ["dog", "1.0000", "1.0000", "1.0000"],
        ["(all)", "0.7500", "0.7500", "0.7500"],
    ]


def test_by_slice_and_for_narrow_terminals(call: Callable[..., Answer]) -> None:
    answer = call("froc", "--by", "weather", "--slice", "dark")
    assert answer.code == 0
    heads = [line.split()[0] for line in answer.out.splitlines() if line]
    assert [head for head in heads if head in {"sun", "night", "dark"}] == ["night", "sun", "dark"]
    assert max(len(line) for line in answer.out.splitlines()) <= 80


def test_for_programs_it_is_the_rows_of_the_macro(call: Callable[..., Answer]) -> None:
    rows = json.loads(call("froc", "--limits", "0.25", "--format", "json").out)
    (row,) = rows
    assert (row["slice_by"], row["class_name"], row["allowed_per_item"]) == (None, None, 0.25)
    # The dog of .2 is the one false positive: a third of one an item.
    assert (row["confidence"], row["false_positives_per_item"]) == (0.7, 0.0)


@pytest.mark.parametrize("limits", ["many", "", "1,,2", "-1", "inf", "nan"])
def test_what_is_no_limit_is_refused(call: Callable[..., Answer], limits: str) -> None:
    answer = call("froc", "--limits", limits)
    assert answer.code == 2
    assert "expected numbers from 0" in answer.err
    assert answer.out == ""
