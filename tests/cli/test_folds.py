"""``folds``: what is said and printed, and exit codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer


def test_made_shown_and_checked(call: Callable[..., Answer]) -> None:
    answer = call("folds", "show")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "no folds yet; 'duckeval folds make' makes them\n"
    answer = call("folds", "make", "--k", "2", "--group", "weather", "--seed", "7")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == (
        "made 2 folds of default@1, grouped by weather, seed 7: "
        "3 items of 2 groups, 1 to 2 a fold\n"
    )
    answer = call("folds", "show")
    assert answer.code == 0
    title, head, _, *rows = answer.out.splitlines()
    assert title == "folds of default@1, grouped by weather, seed 7: items of each class"
    assert head.split() == ["class", "1", "2"]
    # The two of the night come first.
    assert [row.split() for row in rows] == [
        ["(items)", "2", "1"], ["(labels)", "2", "2"], ["cat", "2", "1"], ["dog", "0", "1"],
    ]  # fmt: skip
    answer = call("folds", "check")
    assert (answer.code, answer.out) == (0, "")
    assert "no value of weather is split" in answer.err


def test_what_sits_in_two_folds_fails(call: Callable[..., Answer]) -> None:
    assert call("folds", "make", "--k", "3").code == 0
    answer = call("folds", "check", "--group", "weather")
    assert answer.code == 5
    assert answer.out.splitlines()[2].split()[:3] == ["group", "night", "2"]
    assert "folds of default@1: 1 item in two folds" in answer.err
    (row,) = json.loads(call("folds", "check", "--group", "weather", "--format", "json").out)
    assert (row["item_key"], row["other_item_key"]) == ("2", "3")


def test_classes_with_fewer_items_than_folds_are_named(call: Callable[..., Answer]) -> None:
    answer = call("folds", "make", "--k", "3", "--by", "class")
    assert answer.code == 0
    assert "warning: fewer items than folds, so that some folds have none: cat (2), dog (1)" in (
        answer.err
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["make", "--k", "1"], 2, "k is 1"),
        (["make", "--k", "4"], 2, "has 3 items"),
        (["make", "--k", "two"], 2, "'two'"),
        (["make", "--k", "2", "--group", "scene"], 1, '"scene" not found'),
        (["make", "--k", "2", "--dataset", "other"], 1, "no data set named 'other'"),
        (["check"], 2, "no item of data set default@1 has a fold"),
    ],
)
def test_what_is_refused(
    call: Callable[..., Answer], arguments: list[str], code: int, message: str
) -> None:
    answer = call("folds", *arguments)
    assert answer.code == code
    assert message in answer.err


def test_folds_are_not_replaced_unless_told_to(call: Callable[..., Answer]) -> None:
    assert call("folds", "make", "--k", "2").code == 0
    answer = call("folds", "make", "--k", "3")
    assert answer.code == 2
    assert "--replace makes new folds in their place" in answer.err
    assert call("folds", "make", "--k", "3", "--replace").code == 0
    rows = json.loads(call("folds", "show", "--format", "json").out)
    assert {row["fold"] for row in rows} == {"1", "2", "3"}
