"""``duckeval text``, and what other commands say of generated text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

LABELS = "item_key,reference\n1,The cat sat.\n2,a red car\n3,no entry\n"
ANSWERS = "item_key,answer,judge\n1,cat sat,5\n2,the blue car,2\n"


@pytest.fixture
def ask(call: Callable[..., Answer]) -> Callable[..., Answer]:
    """Run a command line on a project that has captions only."""
    Path("refs.csv").write_text(LABELS, encoding="utf-8")
    Path("said.csv").write_text(ANSWERS, encoding="utf-8")

    def ask_texts(*words: str) -> Answer:
        return call(*words, "--db", "texts.duckdb")

    options = ("--task", "caption", "--kind", "text")
    assert ask_texts("load", "labels", "refs.csv", *options).code == 0
    loaded = ask_texts("load", "predictions", "said.csv", *options, "--set", "v1")
    assert "2 rows in, 2 loaded, 0 quarantined, 1 item without predictions" in loaded.err
    return ask_texts


def cells(out: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines() if line]


def test_the_numbers_of_texts(ask: Callable[..., Answer]) -> None:
    answer = ask("text")
    assert (answer.code, answer.err) == (0, "")
    # By hand: 1 matches normalised; blue car and red car share one of two words; 3 is not answered.
    # Characters: 5 of 12, 7 of 9, 8 of 8. Words: 2 of 3, 2 of 3, 2 of 2.
    assert cells(answer.out) == [
        ["v1,", "caption:", "3", "items,", "1", "without", "an", "answer"],
        ["set", "exact", "normalised", "token", "F1", "character", "errors", "word", "errors"],
        ["---", "------", "----------", "--------", "----------------", "-----------"],
        ["v1", "0.0000", "0.3333", "0.5000", "0.7315", "0.7778"],
        [
            *("set", "characters", "edits", "pooled", "errors", "words", "word", "edits"),
            *("pooled", "word", "errors"),
        ],
        ["---", "----------", "-----", "-------------", "-----", "----------", "-" * 18],
        ["v1", "29", "20", "0.6897", "8", "6", "0.7500"],
    ]
    assert answer.out in ask("summary").out
    assert max(len(line) for line in answer.out.splitlines()) <= 80


def test_texts_for_programs_and_by_slice(ask: Callable[..., Answer]) -> None:
    rows = json.loads(ask("text", "--by", "item_key > '1'", "--format", "json").out)
    found = [(row["slice_by"], row["slice"], row["normalised_match_count"]) for row in rows]
    by = "item_key > '1'"
    assert found == [(None, "all", 1), (by, "false", 1), (by, "true", 0)]
    assert ask("text", "--task", "mood").code == 1
    assert ask("text", "--where", "no = 1").code == 1


def test_what_has_no_meaning_for_texts_says_so(
    ask: Callable[..., Answer], call: Callable[..., Answer]
) -> None:
    told = "'duckeval text' has the numbers of generated texts"
    assert ask("classification").out == f"no classifier is matched; {told}\n"
    assert ask("errors").out == f"no detector is matched; {told}\n"
    assert ask("roc").out == "no classifier gave probabilities\n"
    assert "is of kind text, no classification" in ask("roc", "--task", "caption").err
    assert "has one class" in ask("confusion").err
    numbers = "'duckeval summary' has the numbers of detectors"
    assert call("text").out == f"no set of texts is matched; {numbers}\n"


def test_commands_that_hold_for_texts(ask: Callable[..., Answer]) -> None:
    assert "accuracy" in ask("leaderboard").out
    assert "judge from" in ask("metric-performance", "judge", "--bins", "2").out
    assert ask("folds", "make", "--k", "3").code == 0
    assert "v1: 3 folds, 3 items, 3 labels" in ask("crossval", "summary").out
