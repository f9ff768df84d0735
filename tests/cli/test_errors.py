"""``errors`` and ``threshold``: tables for people, rows for programs, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer


def test_errors_prints_every_type_with_what_it_costs(call: Callable[..., Answer]) -> None:
    answer = call("errors")
    assert answer.code == 0
    assert answer.out.startswith("v1: mAP ")
    types = [line.split()[0] for line in answer.out.splitlines()[3:11]]
    assert types == ["Cls", "Loc", "Both", "Dupe", "Bkg", "Miss", "FalsePos", "FalseNeg"]
    assert max(len(line) for line in answer.out.splitlines()) <= 80


def test_errors_by_slice_has_a_row_for_each(call: Callable[..., Answer]) -> None:
    answer = call("errors", "--by", "weather", "--slice", "dark")
    assert answer.code == 0
    assert [line.split()[0] for line in answer.out.splitlines() if line.startswith(
        ("night", "sun", "dark"))] == ["night", "sun", "dark"]  # fmt: skip


def test_errors_for_programs_are_the_rows_of_the_macro(call: Callable[..., Answer]) -> None:
    rows = json.loads(call("errors", "--by", "weather", "--format", "json").out)
    assert {row["slice_by"] for row in rows} == {None, "weather"}
    assert {"error_type", "error_count", "delta_ap"} <= rows[0].keys()
    whole = {row["error_type"]: row["error_count"] for row in rows if row["slice_by"] is None}
    # by hand: the cat of item 2 overlaps by a half, the dog of item 2 lies on nothing
    assert (whole["Bkg"], whole["Miss"], whole["FalsePos"]) == (1, 1, 1)


def test_errors_refuses_a_background_that_is_not_kept(call: Callable[..., Answer]) -> None:
    answer = call("errors", "--background", "0.05")
    assert answer.code == 1
    assert "from 0.1 to the IoU threshold" in answer.err


def test_threshold_prints_one_row_or_one_a_class(call: Callable[..., Answer]) -> None:
    one = call("threshold").out.splitlines()
    assert one[0].split() == [
        "confidence", "precision", "recall", "F1", "FP", "FN", "FP/item"
    ]  # fmt: skip
    # three of three right at .7, of four labels
    assert one[2].split() == ["0.7000", "1.0000", "0.7500", "0.8571", "0", "1", "0.0000"]
    classes = call("threshold", "--maximise", "f2", "--per-class").out.splitlines()
    assert [line.split()[0] for line in classes[2:]] == ["cat", "dog", "(all)"]


def test_threshold_chosen_on_other_items_is_reported_on_these(
    call: Callable[..., Answer],
) -> None:
    answer = call(
        "threshold", "--choose-on", "weather = 'sun'", "--where", "weather = 'night'",
        "--format", "json",
    )  # fmt: skip
    (row, *_) = [row for row in json.loads(answer.out) if row["class_name"] is None]
    assert row["confidence"] == 0.8
    assert (row["prediction_count"], row["false_negative_count"]) == (0, 2)
    assert "the same items" not in answer.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--maximise", "accuracy"], "expected F-beta such as f1"),
        (["--maximise", "f0"], "expected F-beta such as f1"),
        (["--cost", "5"], "expected fp=A,fn=B"),
        (["--cost", "fp=-1,fn=1"], "expected fp=A,fn=B"),
        (["--maximise", "f1", "--cost", "fp=1,fn=1"], "one objective at a time"),
        (["--precision-at-least", "2"], "is not in the range"),
    ],
)
def test_threshold_refuses_what_is_no_objective(
    call: Callable[..., Answer], arguments: list[str], says: str
) -> None:
    answer = call("threshold", *arguments)
    assert answer.code == 2
    assert says in answer.err
    assert answer.out == ""


@pytest.mark.parametrize("arguments", [["--cost", "fp=1,fn=5"], ["--recall-at-least", "1"],
                                       ["--false-positives-per-item", "0.5"]])  # fmt: skip
def test_threshold_takes_each_objective(call: Callable[..., Answer], arguments: list[str]) -> None:
    answer = call("threshold", *arguments)
    assert answer.code == 0
    assert ("cost" in answer.out) == ("--cost" in arguments)
    assert ("no confidence gives this recall" in answer.err) == ("--recall-at-least" in arguments)
