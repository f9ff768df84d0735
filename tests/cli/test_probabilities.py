"""``roc``, ``confusion --probabilities`` and ``--co-occurrence``: tables, rows, what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

LABELS = "item_key,class_name\n1,rain\n2,sun\n3,sun\n"
ANSWERS = "item_key,rain,sun\n1,0.5,0.5\n2,0.25,0.75\n3,0.75,0.25\n"


@pytest.fixture
def ask(call: Callable[..., Answer]) -> Callable[..., Answer]:
    """Run a command line on the small project, which has a classifier of the weather too."""
    Path("tags.csv").write_text(LABELS)
    Path("sky.csv").write_text(ANSWERS)
    options = ("--task", "weather")
    assert call("load", "labels", "tags.csv", *options, "--kind", "multiclass").code == 0
    assert call("load", "predictions", "sky.csv", *options, "--set", "sky").code == 0
    return call


def cells(out: str) -> list[list[str]]:
    return [line.split() for line in out.splitlines()]


def test_the_recall_at_a_rate_of_false_positives(ask: Callable[..., Answer]) -> None:
    answer = ask("roc", "--limits", "0,0.5")
    assert (answer.code, answer.err) == (0, "")
    # By hand: rain has .5, the others .25 and .75; sun has .75 and .25, the other .5.
    assert cells(answer.out)[1:] == [
        ["class", "items", "AUC", "0", "0.5"],
        ["-----", "-----", "------", "------", "------"],
        ["rain", "1", "0.5000", "0.0000", "1.0000"],
        ["sun", "2", "0.5000", "0.5000", "0.5000"],
    ]
    assert ask("roc", "--limits", "x").code == 2
    assert "no task named 'mood'" in ask("roc", "--task", "mood").err


def test_roc_for_programs_and_by_slice(ask: Callable[..., Answer]) -> None:
    rows = json.loads(ask("roc", "--class", "rain", "--by", "weather", "--format", "json").out)
    assert {(row["slice_by"], row["slice"]) for row in rows} == {(None, "all"), ("weather", "sun")}
    assert [row["recall"] for row in rows if row["slice"] == "sun"] == [1.0, 0.0]
    tables = ask("roc", "--by", "weather").out.split("\n\n")
    assert [table.split()[0] for table in tables] == ["recall", "weather"]


def test_mean_probabilities(ask: Callable[..., Answer]) -> None:
    answer = ask("confusion", "--probabilities")
    assert cells(answer.out)[1:] == [
        ["label", "rain", "sun"],
        ["-----", "------", "------"],
        ["rain", "0.5000", "0.5000"],
        ["sun", "0.5000", "0.5000"],
    ]
    (row,) = json.loads(
        ask("confusion", "--probabilities", "--class", "rain", "--format", "json").out
    )
    assert (row["prediction_set"], row["item_count"], row["mean_probability"]) == ("sky", 1, 0.5)
    others = ask("confusion", "--probabilities", "--class", "rain", "--others").out
    assert cells(others)[1] == ["label", "rain", "(other)"]


def test_a_detector_has_no_negatives(call: Callable[..., Answer]) -> None:
    assert call("roc").out == "no classifier gave probabilities\n"
    answer = call("confusion", "--probabilities")
    assert answer.out == "no mean probability of each class, labels down\n"
