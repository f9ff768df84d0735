"""``threshold --steps``: what each step of confidence gives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer


def test_a_row_for_each_step(call: Callable[..., Answer]) -> None:
    answer = call("threshold", "--steps", "2")
    assert (answer.code, answer.err) == (0, "")
    head, _, *rows = [line.split() for line in answer.out.splitlines()]
    assert head == ["confidence", "precision", "recall", "F1", "TP", "FP", "FN"]
    # By hand: right at .7, .8 and .9, wrong at .2, of four labels.
    assert rows == [
        ["0.0000", "0.7500", "0.7500", "0.7500", "3", "1", "1"],
        ["0.5000", "1.0000", "0.7500", "0.8571", "3", "0", "1"],
        ["1.0000", "-", "0.0000", "0.0000", "0", "0", "4"],
    ]


def test_per_class_and_by_slice_for_programs(call: Callable[..., Answer]) -> None:
    asked = ("--steps", "1", "--per-class", "--by", "weather", "--format", "json")
    rows = json.loads(call("threshold", *asked).out)
    found = {(row["slice_by"], row["slice"], row["class_name"]) for row in rows}
    assert {(None, "all", None), ("weather", "night", "cat"), ("weather", "sun", "dog")} <= found
    assert {row["threshold"] for row in rows} == {0.0, 1.0}


@pytest.mark.parametrize("wish", [("--maximise", "f1"), ("--choose-on", "true")])
def test_steps_choose_nothing(call: Callable[..., Answer], wish: tuple[str, ...]) -> None:
    answer = call("threshold", "--steps", "5", *wish)
    assert (answer.code, answer.out) == (2, "")
    assert "--steps chooses nothing" in answer.err
